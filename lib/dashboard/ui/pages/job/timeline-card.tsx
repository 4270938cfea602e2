import type { TimelineEntry } from '../../../api/index.js';
import { Card } from '../../components/card.js';
import { Icon } from '../../components/icon.js';
import { Ago, Moment, Since } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { reasonText } from '../../i18n/reason.js';
import { goesOn } from '../../utils/job-time.js';
import styles from './timeline.module.css';

/** Every state the job was in, and for how long. The present one is first. */
export function TimelineCard({ entries, isCut }: { entries: TimelineEntry[]; isCut: boolean }) {
  const { t } = useLanguage();
  return (
    <Card title={t('timeline.title')}>
      <ol className={styles.timeline}>
        {entries.toReversed().map((entry, at) => (
          <Entry key={entries.length - at} entry={entry} />
        ))}
      </ol>
      {isCut && <p className={styles.detail}>{t('timeline.cut')}</p>}
    </Card>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t, format } = useLanguage();
  const { state, from, until, durationMs, worker, actor, reason, dueAt } = entry;
  return (
    <li className={styles.entry} data-state={state}>
      <span className={styles.mark}>
        <Icon name={state} isSpinning={state === 'processing' && until === null} />
      </span>
      <div className={styles.content}>
        <p className={styles.head}>
          <strong>{t(`state.${state}`)}</strong>
          <span className={styles.duration}>
            {goesOn(entry) ? <Since at={from} /> : durationMs !== null && format.duration(durationMs)}
          </span>
        </p>
        <p className={styles.detail}>
          {until === null ? <Ago at={from} /> : <Moment at={from} />}
          {worker && ` · ${worker.name ?? worker.id.slice(-8)}`}
        </p>
        {dueAt !== null && (
          <p className={styles.detail}>
            {t('timeline.due')} <Moment at={dueAt} />
          </p>
        )}
        {(actor !== null || reason !== null) && (
          <p className={styles.detail}>
            {actor !== null && <b>{actor}</b>}
            {actor !== null && reason !== null && ': '}
            {reason !== null && (actor === null ? reasonText(reason, t) : reason)}
          </p>
        )}
      </div>
    </li>
  );
}
