import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { ActionName, Contract } from '../../api/index.js';
import { useDashboard } from './context.js';
import type { Input, RequestError } from './request.js';

/** Does something, then has everything on the screen ask again. */
export function useAction<Name extends ActionName>(
  name: Name,
): UseMutationResult<Contract[Name]['response'], RequestError, Input<Name>> {
  const { api } = useDashboard();
  const client = useQueryClient();
  return useMutation<Contract[Name]['response'], RequestError, Input<Name>>({
    mutationFn: (input) => api.send(name, input),
    onSettled: () => void client.invalidateQueries(),
  });
}
