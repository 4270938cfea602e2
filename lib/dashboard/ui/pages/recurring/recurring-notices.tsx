import type { RecurringDetail } from '../../../api/index.js';
import { Notice } from '../../components/notice.js';
import { Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';

/** What is out of the ordinary about a recurring job. */
export function RecurringNotices({ job }: { job: RecurringDetail }) {
  const { t } = useLanguage();
  const { pause, error, failures, dropped, status, declared } = job;
  return (
    <>
      {pause && (
        <Notice tone="warning" title={t('recurring.notice.paused')}>
          {pause.actor !== null && `${t('waiting.by', { actor: pause.actor })} `}
          {pause.reason !== null && `“${pause.reason}” `}
          {pause.until === null ? (
            t('pause.resumed')
          ) : (
            <>
              {t('waiting.until')} <Moment at={pause.until} />
            </>
          )}
        </Notice>
      )}
      {error !== null && (
        <Notice tone="error" title={t('recurring.notice.failed', { count: failures })}>
          {error}
        </Notice>
      )}
      {status === 'orphaned' && (
        <Notice tone="warning" title={t('recurring.notice.orphaned')}>
          {t('recurring.notice.orphanedText')}
        </Notice>
      )}
      {dropped && (
        <Notice title={t('recurring.notice.dropped')}>
          <Moment at={dropped.from} /> – <Moment at={dropped.until} />
        </Notice>
      )}
      {declared && (
        <Notice title={t('recurring.notice.edited')}>
          {t('recurring.notice.declared')} <code>{declared.cron}</code> · {declared.timeZone} ·{' '}
          {declared.queue}
        </Notice>
      )}
    </>
  );
}
