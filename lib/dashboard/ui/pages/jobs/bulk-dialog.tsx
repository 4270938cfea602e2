import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { BulkResult, Selection } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import type { RequestError } from '../../api/request.js';
import { useGoTo } from '../../app/page-link.js';
import { TextField } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { ReasonField } from '../../components/reason-field.js';
import { useToast } from '../../components/toasts.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useLanguage } from '../../i18n/i18n.js';
import { typedConfirmation, type BulkChoice } from '../../utils/confirmation.js';
import { DryRunSummary } from './dry-run-summary.js';
import { isComplete, SOON, toParams, WhenField, type When } from './when-field.js';

interface Props {
  action: BulkChoice;
  selection: Selection;
  /** As text, where the selection is one. */
  query: string | null;
  onClose: () => void;
  onDone: () => void;
}

const ROUTES = {
  requeue: 'requeueJobs',
  delete: 'deleteJobs',
  runNow: 'rescheduleJobs',
  reschedule: 'rescheduleJobs',
  move: 'moveJobs',
} as const;

/** Says first how many jobs an action would change, then does it as an operation. */
export function BulkDialog({ action, selection, query, onClose, onDone }: Props) {
  const { t, format } = useLanguage();
  const { api } = useDashboard();
  const goTo = useGoTo();
  const toast = useToast();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [queue, setQueue] = useState('');
  const [when, setWhen] = useState(SOON);
  const run = useAction(ROUTES[action], { isErrorShown: true });

  const dryRun = useQuery<BulkResult, RequestError>({
    queryKey: ['dryRun', action, selection],
    queryFn: ({ signal }) =>
      api.send(
        ROUTES[action],
        // It counts the same whatever the queue or the time: both are chosen later.
        { body: { selection, dryRun: true, ...paramsOf(action, 'default', SOON) } as never },
        signal,
      ) as Promise<BulkResult>,
    staleTime: Infinity,
    gcTime: 0,
  });
  const found = dryRun.data && 'dryRun' in dryRun.data ? dryRun.data.dryRun : null;
  const required = found && typedConfirmation(action, found);
  const isReady =
    found !== null &&
    found.eligible.value > 0 &&
    (required === null || typed.trim() === required) &&
    (action !== 'move' || queue.trim() !== '') &&
    (action !== 'reschedule' || isComplete(when));

  const submit = () =>
    run.mutate(
      { body: { selection, reason: reason.trim() || undefined, ...paramsOf(action, queue, when) } as never },
      {
        onSuccess: (result) => {
          onDone();
          onClose();
          if ('operation' in result) {
            const { id } = result.operation;
            toast({
              text: t('bulk.started'),
              action: { label: t('bulk.view'), run: () => goTo({ page: 'operation', params: { id } }) },
            });
          }
        },
      },
    );

  return (
    <FormDialog
      title={t(`bulk.title.${action}`)}
      action={
        found
          ? t(`bulk.do.${action}`, { count: found.eligible.value, number: format.count(found.eligible) })
          : t(`action.${action}`)
      }
      isDanger={action === 'delete'}
      isReady={isReady}
      isBusy={run.isPending}
      error={run.error}
      onClose={onClose}
      onSubmit={submit}
    >
      <DryRunSummary action={action} query={query} found={found} error={dryRun.error} />
      {action === 'move' && <SuggestField field="queue" value={queue} onChange={setQueue} />}
      {action === 'reschedule' && <WhenField value={when} onChange={setWhen} />}
      <ReasonField value={reason} onChange={setReason} />
      {required !== null && (
        <TextField
          label={t('bulk.type', { number: required })}
          hint={t(
            found?.eligible.capped
              ? 'bulk.typeCapped'
              : action === 'delete'
                ? 'bulk.typeDelete'
                : 'bulk.typeMany',
          )}
          value={typed}
          inputMode="numeric"
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </FormDialog>
  );
}

/** What an action is sent with beside the selection. */
function paramsOf(action: BulkChoice, queue: string, when: When) {
  switch (action) {
    case 'move':
      return { queue };
    case 'reschedule':
      return toParams(when);
    case 'runNow':
      return { delayMs: 0 };
    default:
      return {};
  }
}
