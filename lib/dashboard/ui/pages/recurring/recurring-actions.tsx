import { useState } from 'react';
import type { PauseRecurringBody, RecurringActionResult, RecurringView } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { useAction, useDeed } from '../../api/actions.js';
import { Button } from '../../components/button.js';
import { useToast } from '../../components/toasts.js';
import { useGoTo } from '../../app/page-link.js';
import { useLanguage } from '../../i18n/i18n.js';
import { hasGivenUp, pausable, pausesOf, resumable } from '../../utils/recurring-choice.js';
import type { Toast } from '../../utils/toast-list.js';
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
  const stoppable = pausable(jobs);
  return (
    <>
      {config.access.triggerRecurring && (
        <Button size="small" icon="play" onClick={trigger}>
          {t('recurring.trigger')}
        </Button>
      )}
      {config.access.pauseRecurring && stoppable.length > 0 && (
        <Button size="small" icon="pause" onClick={() => setIsPausing(true)}>
          {t('recurring.pause')}
        </Button>
      )}
      {config.access.pauseRecurring && resumable(jobs).length > 0 && (
        <Button size="small" icon="play" onClick={resume}>
          {t('recurring.resume')}
        </Button>
      )}
      {isPausing && (
        <PauseDialog
          title={t('recurring.pauseTitle', { count: stoppable.length })}
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
  const triggering = useDeed('triggerRecurring');
  const pausing = useAction('pauseRecurring', { isErrorShown: true });
  const pausingAgain = useAction('pauseRecurring');
  const resuming = useDeed('resumeRecurring');

  const report = (items: RecurringActionResult['items'], done: string, action?: Toast['action']) => {
    const refused = items.filter(({ outcome }) => outcome !== 'done' && outcome !== 'unchanged');
    if (refused.length > 0) {
      const reasons = [...new Set(refused.map(({ outcome }) => t(`recurring.outcome.${outcome}`)))];
      toast({
        tone: 'error',
        text: `${format.list(refused.map(({ id }) => id))}: ${format.list(reasons)}`,
      });
    } else {
      toast({ text: done, action });
    }
  };
  /** Where there is nothing that could be taken back, nothing is offered. */
  const undo = (changed: unknown[], run: () => void) =>
    changed.length === 0 ? undefined : { label: t('common.undo'), run };

  const takePauseBack = (ids: string[]) =>
    resuming.act({ body: { ids } }, ({ items }) =>
      report(items, t('recurring.done.resumed', { count: ids.length })),
    );
  const takeResumeBack = (pauses: PauseRecurringBody[]) =>
    void Promise.all(pauses.map((body) => pausingAgain.mutateAsync({ body }))).then(
      (results) =>
        report(
          results.flatMap((result) => result.items),
          t('recurring.done.paused', { count: pauses.flatMap(({ ids }) => ids).length }),
        ),
      // Said by the mutations themselves.
      () => undefined,
    );

  return {
    trigger: () => {
      const ids = idsOf(jobs);
      triggering.act({ body: { ids } }, ({ items }) => {
        const jobId = items[0]?.jobId;
        const view = { label: t('bulk.view'), run: () => goTo({ page: 'job', params: { id: jobId! } }) };
        report(
          items,
          t('recurring.done.triggered', { count: ids.length }),
          ids.length === 1 && jobId ? view : undefined,
        );
        onDone?.();
      });
    },
    pause: async (params: { until?: string; reason?: string }) => {
      const chosen = pausable(jobs);
      // One that has given up stays as it is: to resume it would be more than to take the pause back.
      const ids = idsOf(chosen.filter((job) => !hasGivenUp(job)));
      const { items } = await pausing.mutateAsync({ body: { ids: idsOf(chosen), ...params } });
      report(
        items,
        t('recurring.done.paused', { count: chosen.length }),
        undo(ids, () => takePauseBack(ids)),
      );
      onDone?.();
    },
    resume: () => {
      const chosen = resumable(jobs);
      const pauses = pausesOf(chosen);
      resuming.act({ body: { ids: idsOf(chosen) } }, ({ items }) => {
        report(
          items,
          t('recurring.done.resumed', { count: chosen.length }),
          undo(pauses, () => takeResumeBack(pauses)),
        );
        onDone?.();
      });
    },
  };
}

function idsOf(jobs: RecurringView[]): string[] {
  return jobs.map(({ id }) => id);
}
