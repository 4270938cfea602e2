import type { RecurringView } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import layout from '../../components/layout.module.css';
import { RunStrip } from '../../components/run-strip.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './overview.module.css';

const SHOWN_RUNS = 20;

export function NextRecurringCard({ items }: { items: RecurringView[] }) {
  const { t } = useLanguage();
  if (items.length === 0) {
    return null;
  }
  return (
    <Card
      title={t('overview.nextRecurring')}
      actions={
        <PageLink page="recurring" className={layout.link}>
          {t('overview.all')}
        </PageLink>
      }
      isFlush
    >
      <ul className={styles.rows}>
        {items.map(({ id, cron, timeZone, nextAt, strip }) => (
          <li key={id} className={styles.row}>
            <span className={styles.rowText}>
              <PageLink page="recurringJob" search={{ id }} className={layout.strong}>
                {id}
              </PageLink>
              <span className={layout.faint}>
                <code>{cron}</code> · {timeZone}
              </span>
            </span>
            <RunStrip cells={strip.slice(-SHOWN_RUNS)} />
            <span className={styles.rowEnd}>{nextAt !== null && <Ago at={nextAt} />}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
