import { useApi } from '../../api/hooks.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import layout from '../../components/layout.module.css';
import { Ago, Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { useResume } from './queue-actions.js';
import styles from './queues.module.css';

/** Job types that are paused, in every queue. */
export function PausedTypes() {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const resume = useResume();
  const { data } = useApi('pauses', {});
  const pauses = data?.items.filter(({ target }) => target.kind === 'type') ?? [];
  if (pauses.length === 0) {
    return null;
  }
  return (
    <Card title={t('queues.pausedTypes')} isFlush>
      <ul className={styles.pauses}>
        {pauses.map(({ target, at, until, reason, actor }) => (
          <li key={target.name} className={styles.pause}>
            <span className={layout.two}>
              <span className={layout.strong}>{target.name}</span>
              <span className={layout.faint}>
                <Ago at={at} />
                {actor !== null && ` · ${actor}`}
                {reason !== null && ` · “${reason}”`}
                {until !== null && (
                  <>
                    {' · '}
                    {t('waiting.until')} <Moment at={until} />
                  </>
                )}
              </span>
            </span>
            {config.access.pauseQueues && (
              <Button size="small" icon="play" onClick={() => resume(target)}>
                {t('queues.resume')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
