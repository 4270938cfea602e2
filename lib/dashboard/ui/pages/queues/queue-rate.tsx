import type { QueueView } from '../../../api/index.js';
import { useLanguage } from '../../i18n/i18n.js';

/** Jobs created and finished a minute. */
export function QueueRate({ queue }: { queue: QueueView }) {
  const { format } = useLanguage();
  const { createdPerMinute, finishedPerMinute } = queue;
  return (
    <>
      {format.rate(createdPerMinute)} → {format.rate(finishedPerMinute)}
    </>
  );
}
