import type { LimitReason, WaitingReason } from '../../../api/index.js';
import { Notice } from '../../components/notice.js';
import { Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './job.module.css';

/** Why the job does not run yet. */
export function WaitingCard({ reasons }: { reasons: WaitingReason[] }) {
  const { t } = useLanguage();
  if (reasons.length === 0) {
    return null;
  }
  return (
    <Notice title={t('waiting.title')}>
      <ul className={styles.reasons}>
        {reasons.map((reason, at) => (
          <li key={at}>
            <Reason reason={reason} />
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Reason({ reason }: { reason: WaitingReason }) {
  const { t, format } = useLanguage();
  switch (reason.code) {
    case 'scheduled':
      return (
        <>
          {t(reason.isRetry ? 'waiting.retry' : 'waiting.scheduled')} <Moment at={reason.until} />
        </>
      );
    case 'paused':
      return (
        <>
          {t(`waiting.paused.${reason.target.kind}`, { name: reason.target.name })}
          {reason.actor !== null && ` ${t('waiting.by', { actor: reason.actor })}`}
          {reason.reason !== null && ` “${reason.reason}”`}
          {reason.until !== null && (
            <>
              {' '}
              {t('waiting.until')} <Moment at={reason.until} />
            </>
          )}
        </>
      );
    case 'limit':
      return <Limit reason={reason} />;
    case 'parents':
      return t('waiting.parents', { count: reason.pending });
    case 'no_workers':
      return t('waiting.noWorkers');
    case 'no_worker_for_queue':
      return t('waiting.noWorkerForQueue', { queue: reason.queue });
    case 'no_worker_for_type':
      return t('waiting.noWorkerForType', { type: reason.type });
    case 'busy':
      return reason.ahead === null
        ? t('waiting.busyUncounted', { queue: reason.queue })
        : t('waiting.busy', {
            queue: reason.queue,
            count: reason.ahead.value,
            ahead: format.count(reason.ahead),
          });
  }
}

function Limit({ reason: { target, concurrency, rate, isKeyed, key } }: { reason: LimitReason }) {
  const { t, format } = useLanguage();
  const { name } = target;
  return (
    <>
      {rate === null
        ? t('waiting.concurrency', { name, count: concurrency ?? 0 })
        : t('waiting.rate', { name, count: rate.limit, duration: format.duration(rate.perMs) })}
      {isKeyed && ` ${key === null ? t('waiting.keyed') : t('waiting.key', { key })}`}
    </>
  );
}
