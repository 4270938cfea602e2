import type { JobView, RelationView } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import layout from '../../components/layout.module.css';
import { StateBadge } from '../../components/state-badge.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './job.module.css';

/** Where the job comes from, and what waits for it. */
export function Relations({ job }: { job: JobView }) {
  const { t } = useLanguage();
  const { parents, children, batch, recurring, hasMore } = job;
  if (parents.length === 0 && children.length === 0 && batch === null && recurring === null) {
    return null;
  }
  return (
    <Card title={t('relations.title')}>
      <div className={layout.stack}>
        {recurring && (
          <section className={styles.relations}>
            <h3 className={styles.subtitle}>{t('relations.recurring')}</h3>
            <PageLink page="recurringJob" search={{ id: recurring.id }} className={layout.link}>
              {recurring.id}
            </PageLink>
          </section>
        )}
        {batch && (
          <section className={styles.relations}>
            <h3 className={styles.subtitle}>{t('relations.batch')}</h3>
            <PageLink page="batch" params={{ id: batch.id }} className={layout.link}>
              {batch.name}
            </PageLink>
          </section>
        )}
        <RelationList title={t('relations.parents')} relations={parents} hasMore={hasMore.parents} />
        <RelationList title={t('relations.children')} relations={children} hasMore={hasMore.children} />
      </div>
    </Card>
  );
}

interface ListProps {
  title: string;
  relations: RelationView[];
  /** These are the first ones. */
  hasMore: boolean;
}

export function RelationList({ title, relations, hasMore }: ListProps) {
  const { t } = useLanguage();
  if (relations.length === 0) {
    return null;
  }
  return (
    <section>
      <h3 className={styles.subtitle}>{title}</h3>
      <ul className={styles.relations}>
        {relations.map(({ id, kind, label, on, state }) => (
          <li key={`${kind} ${id}`} className={styles.relation}>
            <span className={layout.two}>
              {label === null ? (
                <span>
                  {t('relations.gone')} <code>{id.slice(-12)}</code>
                </span>
              ) : (
                <PageLink page={kind} params={{ id }} className={layout.link}>
                  {label}
                </PageLink>
              )}
              <span className={layout.faint}>{t(`relations.on.${on}`)}</span>
            </span>
            {state === 'cancelled' ? (
              <span className={layout.faint}>{t('batch.state.cancelled')}</span>
            ) : (
              state !== null && <StateBadge state={state} isPlain />
            )}
          </li>
        ))}
      </ul>
      {hasMore && <p className={layout.faint}>{t('relations.cut', { count: relations.length })}</p>}
    </section>
  );
}
