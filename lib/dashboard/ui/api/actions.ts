import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { ActionName, Contract } from '../../api/index.js';
import { useDashboard } from './context.js';
import type { Input, RequestError } from './request.js';

interface Options {
  /** Whoever calls shows what went wrong. Default `false`: a toast says it. */
  isErrorShown?: boolean;
}

/** Does something, then has everything on the screen ask again. */
export function useAction<Name extends ActionName>(
  name: Name,
  { isErrorShown = false }: Options = {},
): UseMutationResult<Contract[Name]['response'], RequestError, Input<Name>> {
  const { api } = useDashboard();
  const client = useQueryClient();
  return useMutation<Contract[Name]['response'], RequestError, Input<Name>>({
    mutationFn: (input) => api.send(name, input),
    meta: { isErrorShown },
    onSettled: () => void client.invalidateQueries(),
  });
}

interface Deed<Name extends ActionName> {
  /** `onDone` comes too when the component is gone by then. */
  act: (input: Input<Name>, onDone?: (result: Contract[Name]['response']) => void) => void;
  isBusy: boolean;
}

/** Does something without a dialog: at a click, or to take something back. */
export function useDeed<Name extends ActionName>(name: Name): Deed<Name> {
  const { mutateAsync, isPending } = useAction(name);
  return {
    // What went wrong has been said by then.
    act: (input, onDone) => void mutateAsync(input).then(onDone, () => undefined),
    isBusy: isPending,
  };
}
