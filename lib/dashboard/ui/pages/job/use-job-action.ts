import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobUndo, JobView } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { toRequestError } from '../../api/request.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { problemToast } from '../../utils/problem-text.js';

const ROUTES = {
  requeue: 'requeueJob',
  reschedule: 'rescheduleJob',
  move: 'moveJob',
  delete: 'deleteJob',
} as const;

/**
 * Does something to a job at once, and offers to take it back. When the job has meanwhile got into
 * another state nothing happens: the page shows it as it is now. `act` is for dialogs, which say
 * themselves what went wrong.
 */
export function useJobAction(job: JobView) {
  const { api } = useDashboard();
  const { t } = useLanguage();
  const client = useQueryClient();
  const toast = useToast();
  const [isBusy, setIsBusy] = useState(false);

  const act = async ({ action, body }: JobUndo, done: string, isUndo = false): Promise<void> => {
    setIsBusy(true);
    try {
      const { job: changed, undo } = await api.send(ROUTES[action], {
        params: { id: job.id },
        body: body as never,
      });
      client.setQueryData(['job', { params: { id: job.id } }], changed);
      toast({
        text: done,
        action:
          undo === null || isUndo
            ? undefined
            : { label: t('common.undo'), run: () => send(undo, t('common.undone'), true) },
      });
    } catch (error) {
      const now = toRequestError(error).problem?.job;
      if (now) {
        client.setQueryData(['job', { params: { id: job.id } }], now);
      }
      throw error;
    } finally {
      setIsBusy(false);
      void client.invalidateQueries();
    }
  };
  const send = (deed: JobUndo, done: string, isUndo = false): void =>
    void act(deed, done, isUndo).catch((error: unknown) => toast(problemToast(error, t)));
  return { act, send, isBusy };
}
