import { useState } from 'react';
import type { PauseView, QueueView, Target } from '../../../api/index.js';
import { useAction, useDeed } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { PauseDialog } from '../../components/pause-dialog.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { Translate } from '../../i18n/messages.js';
import { samePause } from '../../utils/same-pause.js';

/** Pause or resume. A pause can be taken back, so it asks only for how long. */
export function QueueActions({ queue }: { queue: QueueView }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const toast = useToast();
  const [isPausing, setIsPausing] = useState(false);
  const pause = useAction('pause', { isErrorShown: true });
  const resume = useResume();
  const target: Target = { kind: 'queue', name: queue.name };
  if (!config.access.pauseQueues) {
    return null;
  }
  return (
    <>
      {queue.pause ? (
        <Button size="small" icon="play" onClick={() => resume(target, queue.pause!)}>
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
              text: pausedText(target, t),
              action: { label: t('common.undo'), run: () => resume(target) },
            });
          }}
        />
      )}
    </>
  );
}

/** Says so, and offers the pause there was again where it is given. */
export function useResume(): (target: Target, before?: PauseView) => void {
  const { t } = useLanguage();
  const toast = useToast();
  const resume = useDeed('resume');
  const pause = useDeed('pause');
  const pauseAgain = (target: Target, before: PauseView) =>
    pause.act({ body: { target, ...samePause(before) } }, () => toast({ text: pausedText(target, t) }));
  return (target, before) =>
    resume.act({ body: { target } }, () =>
      toast({
        text: t('queues.done.resumed', { queue: target.name }),
        action: before && { label: t('common.undo'), run: () => pauseAgain(target, before) },
      }),
    );
}

/** What is said of a queue or a job type once it is paused. */
export function pausedText({ kind, name }: Target, t: Translate): string {
  return kind === 'queue' ? t('queues.done.paused', { queue: name }) : t('types.done.paused', { type: name });
}
