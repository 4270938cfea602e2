import { useState } from 'react';
import type { RecurringActionResult, RecurringView } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { useAction } from '../../api/actions.js';
import { Button } from '../../components/button.js';
import { useToast } from '../../components/toasts.js';
import { useGoTo } from '../../app/page-link.js';
import { useLanguage } from '../../i18n/i18n.js';
import { problemText } from '../../utils/problem-text.js';
import { resumable } from '../../utils/recurring-choice.js';
import { PauseDialog } from '../../components/pause-dialog.js';

interface Props {
  jobs: RecurringView[];
  onDone?: () => void;
}

/** Trigger, pause and resume, of one or several. What did not work is said. */
export function RecurringActions({ jobs, onDone }: Props) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const { trigger, pause, resume } = useRecurringActions(jobs, onDone);
  const [isPausing, setIsPausing] = useState(false);
  const paused = jobs.filter((job) => job.pause !== null);
  return (
    <>
      {config.access.triggerRecurring && (
        <Button size="small" icon="play" onClick={trigger}>
          {t('recurring.trigger')}
        </Button>
      )}
      {config.access.pauseRecurring && paused.length < jobs.length && (
        <Button size="small" icon="pause" onClick={() => setIsPausing(true)}>
          {t('recurring.pause')}
        </Button>
      )}
      {config.access.pauseRecurring && resumable(jobs).length > 0 && (
        <Button size="small" icon="play" onClick={() => resume()}>
          {t('recurring.resume')}
        </Button>
      )}
      {isPausing && (
        <PauseDialog
          title={t('recurring.pauseTitle', { count: jobs.length })}
          about={t('recurring.pauseAbout')}
          onClose={() => setIsPausing(false)}
          onSubmit={pause}
        />
      )}
    </>
  );
}

function useRecurringActions(jobs: RecurringView[], onDone?: () => void) {
  const { t, format } = useLanguage();
  const toast = useToast();
  const goTo = useGoTo();
  const ids = jobs.map(({ id }) => id);
  const triggering = useAction('triggerRecurring');
  const pausing = useAction('pauseRecurring');
  const resuming = useAction('resumeRecurring');

  const report =
    (done: string, undo?: { label: string; run: () => void }) => (result: RecurringActionResult) => {
      const refused = result.items.filter(({ outcome }) => outcome !== 'done' && outcome !== 'unchanged');
      if (refused.length > 0) {
        const reasons = [...new Set(refused.map(({ outcome }) => t(`recurring.outcome.${outcome}`)))];
        toast({
          tone: 'error',
          text: `${format.list(refused.map(({ id }) => id))}: ${format.list(reasons)}`,
        });
      } else {
        toast({ text: done, action: undo });
      }
      onDone?.();
    };
  const fail = (error: Parameters<typeof problemText>[0]) => {
    const { title, remedy } = problemText(error, t);
    toast({ tone: 'error', text: `${title} ${remedy}` });
  };

  const resume = (isUndo = false) =>
    resuming.mutate(
      { body: { ids } },
      {
        onSuccess: report(
          t('recurring.done.resumed', { count: ids.length }),
          isUndo ? undefined : { label: t('common.undo'), run: () => pausing.mutate({ body: { ids } }) },
        ),
        onError: fail,
      },
    );
  return {
    trigger: () =>
      triggering.mutate(
        { body: { ids } },
        {
          onSuccess: (result) => {
            const jobId = result.items[0]?.jobId;
            report(
              t('recurring.done.triggered', { count: ids.length }),
              ids.length === 1 && jobId
                ? { label: t('bulk.view'), run: () => goTo({ page: 'job', params: { id: jobId } }) }
                : undefined,
            )(result);
          },
          onError: fail,
        },
      ),
    pause: async (params: { until?: string; reason?: string }) => {
      await pausing.mutateAsync({ body: { ids, ...params } }).then(
        report(t('recurring.done.paused', { count: ids.length }), {
          label: t('common.undo'),
          run: () => resume(true),
        }),
      );
    },
    resume,
  };
}
