import type { ReactNode } from 'react';
import type { Stats } from '../../../api/index.js';
import { PageLink, type PageTarget } from '../../app/page-link.js';
import { Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './overview.module.css';

const BAD_SHARE = 0.05;

/** The few numbers that say how it goes. */
export function Tiles({ stats }: { stats: Stats }) {
  const { t, format } = useLanguage();
  const { rates, wait, oldestWaiting, drainMs, workers, failed } = stats;
  const waiting = stats.states.enqueued;
  return (
    <dl className={styles.tiles}>
      <Tile
        label={t('tile.throughput')}
        hint={t('tile.created', { rate: format.rate(rates.createdPerMinute) })}
      >
        {format.rate(rates.finishedPerMinute)}
        <small> {t('tile.perMinute')}</small>
      </Tile>
      <Tile
        label={t('tile.failedShare')}
        hint={t('tile.lastMinutes')}
        isBad={(rates.failedShare ?? 0) >= BAD_SHARE}
      >
        {rates.failedShare !== null && format.percent(rates.failedShare)}
      </Tile>
      <Tile label={t('tile.wait')} hint={wait && t('tile.p50', { duration: format.duration(wait.p50) })}>
        {wait && format.duration(wait.p95)}
      </Tile>
      <Tile
        label={t('tile.oldest')}
        hint={oldestWaiting ? oldestWaiting.type : t('tile.nothingWaits')}
        target={oldestWaiting && { page: 'job', params: { id: oldestWaiting.jobId } }}
      >
        {oldestWaiting && format.duration(oldestWaiting.waitMs)}
      </Tile>
      <Tile
        label={t('tile.drain')}
        hint={
          waiting.value === 0 ? t('tile.nothingWaits') : t('tile.waiting', { number: format.count(waiting) })
        }
        target={{ page: 'jobs', search: { state: 'enqueued' } }}
      >
        {drainMs !== null && format.duration(drainMs)}
      </Tile>
      <Tile
        label={t('tile.busy')}
        hint={t('tile.workers', { count: workers.alive })}
        target={{ page: 'workers' }}
        isBad={workers.alive === 0}
      >
        {format.number(workers.busy)}
        <small> / {format.number(workers.concurrency)}</small>
      </Tile>
      <Tile
        label={t('tile.failed')}
        hint={t('tile.before', { count: format.number(failed.previous24h) })}
        target={{ page: 'failures' }}
      >
        {format.number(failed.last24h)}
      </Tile>
    </dl>
  );
}

interface TileProps {
  label: string;
  hint?: ReactNode;
  /** Where the number comes from. */
  target?: PageTarget | null;
  isBad?: boolean;
  children: ReactNode;
}

function Tile({ label, hint, target, isBad = false, children }: TileProps) {
  const isNothing = children === null || children === false || children === undefined;
  return (
    <div className={styles.tile}>
      <dt className={styles.tileLabel}>{target ? <PageLink {...target}>{label}</PageLink> : label}</dt>
      <dd className={isBad ? `${styles.tileValue} ${styles.bad}` : styles.tileValue}>
        {isNothing ? <Nothing /> : children}
      </dd>
      {hint !== undefined && hint !== null && <dd className={styles.tileHint}>{hint}</dd>}
    </div>
  );
}
