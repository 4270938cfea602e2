import type { JobState } from '../../../../interfaces/job-state.type.js';
import type { WorkerStatus, WorkerView } from '../../../api/index.js';
import { useDeed } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import { Facts } from '../../components/facts.js';
import { Meter } from '../../components/meter.js';
import { Ago } from '../../components/time.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { IconName } from '../../utils/icon-paths.js';
import { RunningJobs } from './running-jobs.js';
import styles from './workers.module.css';

const LOOKS: Record<WorkerStatus, { tone: JobState; icon: IconName }> = {
  alive: { tone: 'succeeded', icon: 'succeeded' },
  stale: { tone: 'failed', icon: 'warning' },
  draining: { tone: 'throttled', icon: 'awaiting' },
};
/** A heartbeat comes every 5 s: an event loop this late is worth a look. */
const LATE_MS = 200;

export function WorkerCard({ worker }: { worker: WorkerView }) {
  const { t, format } = useLanguage();
  const { status, running, concurrency, queues, types, memoryBytes, eventLoopLagMs } = worker;
  return (
    <Card
      title={worker.name}
      hint={<Badge {...LOOKS[status]}>{t(`worker.${status}`)}</Badge>}
      actions={<DrainButton worker={worker} />}
    >
      <div className={styles.worker}>
        <div className={styles.use}>
          <span>
            <strong>{format.number(running)}</strong>
            <span className={styles.of}>
              {' '}
              / {format.number(concurrency)} {t('workers.running')}
            </span>
          </span>
          <Meter
            share={concurrency === 0 ? 0 : running / concurrency}
            label={t('queues.running', { count: running, most: format.number(concurrency) })}
          />
        </div>
        <RunningJobs jobs={worker.jobs} running={running} />
        <Facts
          facts={[
            [t('workers.process'), `${worker.host} · ${worker.pid}`],
            [t('workers.queues'), queues.join(', ')],
            [t('workers.types'), format.number(types.length)],
            [t('workers.heartbeat'), <Ago key="heartbeat" at={worker.heartbeatAt} />],
            [t('workers.started'), <Ago key="started" at={worker.startedAt} />],
            memoryBytes === null ? null : [t('workers.memory'), format.bytes(memoryBytes)],
            eventLoopLagMs === null
              ? null
              : [
                  t('workers.lag'),
                  <span key="lag" className={eventLoopLagMs > LATE_MS ? styles.late : undefined}>
                    {format.duration(eventLoopLagMs)}
                  </span>,
                ],
          ]}
        />
      </div>
    </Card>
  );
}

/** Can be taken back, so it does not ask. */
function DrainButton({ worker }: { worker: WorkerView }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const toast = useToast();
  const draining = useDeed('drainWorker');
  const resuming = useDeed('resumeWorker');
  const { name } = worker;
  const params = { id: worker.id };
  const back = (undo?: () => void) => undo && { label: t('common.undo'), run: undo };
  const drain = (undo?: () => void) =>
    draining.act({ params }, () => toast({ text: t('workers.done.drained', { name }), action: back(undo) }));
  const resume = (undo?: () => void) =>
    resuming.act({ params }, () => toast({ text: t('workers.done.resumed', { name }), action: back(undo) }));
  if (!config.access.drainWorkers || worker.status === 'stale') {
    return null;
  }
  return worker.status === 'draining' ? (
    <Button size="small" icon="play" isBusy={resuming.isBusy} onClick={() => resume(() => drain())}>
      {t('workers.resume')}
    </Button>
  ) : (
    <Button size="small" icon="pause" isBusy={draining.isBusy} onClick={() => drain(() => resume())}>
      {t('workers.drain')}
    </Button>
  );
}
