import { useApi } from '../../api/hooks.js';
import { EmptyState } from '../../components/empty-state.js';
import { PageHeader } from '../../components/page-header.js';
import { QueryState } from '../../components/query-state.js';
import { useLanguage } from '../../i18n/i18n.js';
import { FIRST_WORKER } from '../../utils/samples.js';
import { WorkerCard } from './worker-card.js';
import styles from './workers.module.css';

export default function WorkersPage() {
  const { t } = useLanguage();
  const workers = useApi('workers');
  return (
    <>
      <PageHeader title={t('page.workers')}>{t('workers.about')}</PageHeader>
      <QueryState query={workers}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon="workers" title={t('workers.empty.title')} code={FIRST_WORKER}>
              {t('workers.empty.text')}
            </EmptyState>
          ) : (
            <ul className={styles.workers}>
              {items.map((worker) => (
                <li key={worker.id}>
                  <WorkerCard worker={worker} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </>
  );
}
