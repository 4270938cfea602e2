import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { JobUndo, JobView } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { toRequestError } from '../../api/request.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { problemText } from '../../utils/problem-text.js';

const ROUTES = {
  requeue: 'requeueJob',
  reschedule: 'rescheduleJob',
  move: 'moveJob',
  delete: 'deleteJob',
} as const;

/**
 * Does something to a job at once, and offers to take it back. When the job has meanwhile got into
 * another state nothing happens: the page shows it as it is now.
 */
export function useJobAction(job: JobView) {
  const { api } = useDashboard();
  const { t } = useLanguage();
  const client = useQueryClient();
  const toast = useToast();
  const [isBusy, setIsBusy] = useState(false);

  const send = async ({ action, body }: JobUndo, done: string, isUndo = false): Promise<boolean> => {
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
            : { label: t('common.undo'), run: () => void send(undo, t('job.undone'), true) },
      });
      return true;
    } catch (error) {
      const problem = toRequestError(error);
      if (problem.problem?.job) {
        client.setQueryData(['job', { params: { id: job.id } }], problem.problem.job);
      }
      const { title, remedy } = problemText(problem, t);
      toast({ tone: 'error', text: `${title} ${remedy}` });
      return false;
    } finally {
      setIsBusy(false);
      void client.invalidateQueries();
    }
  };
  return { send, isBusy };
}
