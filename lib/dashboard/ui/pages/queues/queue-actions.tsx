import { useState } from 'react';
import type { QueueView, Target } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { PauseDialog } from '../../components/pause-dialog.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { problemText } from '../../utils/problem-text.js';

/** Pause or resume. A pause can be taken back, so it asks only for how long. */
export function QueueActions({ queue }: { queue: QueueView }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const toast = useToast();
  const [isPausing, setIsPausing] = useState(false);
  const pause = useAction('pause');
  const resume = useResume();
  const target: Target = { kind: 'queue', name: queue.name };
  if (!config.access.pauseQueues) {
    return null;
  }
  return (
    <>
      {queue.pause ? (
        <Button size="small" icon="play" onClick={() => resume(target)}>
          {t('queues.resume')}
        </Button>
      ) : (
        <Button size="small" icon="pause" onClick={() => setIsPausing(true)}>
          {t('queues.pause')}
        </Button>
      )}
      {isPausing && (
        <PauseDialog
          title={t('queues.pauseTitle', { queue: queue.name })}
          about={t('queues.pauseAbout')}
          onClose={() => setIsPausing(false)}
          onSubmit={async (params) => {
            await pause.mutateAsync({ body: { target, ...params } });
            toast({
              text: t('queues.done.paused', { queue: queue.name }),
              action: { label: t('common.undo'), run: () => resume(target) },
            });
          }}
        />
      )}
    </>
  );
}

export function useResume(): (target: Target) => void {
  const { t } = useLanguage();
  const toast = useToast();
  const resume = useAction('resume');
  return (target) =>
    resume.mutate(
      { body: { target } },
      {
        onSuccess: () => toast({ text: t('queues.done.resumed', { queue: target.name }) }),
        onError: (error) => {
          const { title, remedy } = problemText(error, t);
          toast({ tone: 'error', text: `${title} ${remedy}` });
        },
      },
    );
}
