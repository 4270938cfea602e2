import type { DryRun } from '../../../api/index.js';
import type { RequestError } from '../../api/request.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { Skeleton } from '../../components/skeleton.js';
import { StateBadge } from '../../components/state-badge.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { BulkChoice } from '../../utils/confirmation.js';
import styles from './jobs.module.css';

interface Props {
  action: BulkChoice;
  query: string | null;
  found: DryRun | null;
  error: RequestError | null;
}

const SAMPLE = 3;

export function DryRunSummary({ action, query, found, error }: Props) {
  const { t, format } = useLanguage();
  if (error) {
    return <SelectionError error={error} />;
  }
  if (found === null) {
    return <Skeleton rows={2} />;
  }
  return (
    <>
      {query !== null && <p className={styles.query}>{query === '' ? t('bulk.everything') : query}</p>}
      <p className={styles.numbers}>
        <span className={styles.number}>
          <strong>{format.count(found.eligible)}</strong>
          <span>{t('bulk.eligible')}</span>
        </span>
        <span className={styles.number}>
          <strong>{format.count(found.matched)}</strong>
          <span>{t('bulk.matched')}</span>
        </span>
      </p>
      <p>{t(`bulk.about.${action}`)}</p>
      <ul className={styles.sample}>
        {found.sample.slice(0, SAMPLE).map((job) => (
          <li key={job.id}>
            <span>{job.type}</span>
            <StateBadge state={job.state} isPlain />
          </li>
        ))}
      </ul>
    </>
  );
}

/** A search that an action does not understand whole: with the parts it is about. */
function SelectionError({ error }: { error: RequestError }) {
  const { t } = useLanguage();
  const parts = error.problem?.errors ?? [];
  return (
    <>
      <ErrorNotice error={error} />
      {parts.length > 0 && (
        <ul className={styles.parts}>
          {parts.map(({ code, token, start }) => (
            <li key={start}>
              <code>{token}</code> {t(`query.error.${code}`)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
