import type { MetricFigures } from '../../monitor/index.js';
import type { WorkerInfo } from '../../store/index.js';
import type { HealthProblem } from '../api/index.js';
import { isOfQueue } from '../views/pauses.js';
import { problem } from './problem.js';
import type { Snapshot } from './snapshot.js';

const LONG_WAIT = 15 * 60_000;
const LONG_PAUSE = 86_400_000;
const BLOCKED = 1_000;
const SKEW = 5_000;

/** What is wrong with the workers. */
export function workerProblems({ at, states, workers }: Snapshot): HealthProblem[] {
  const alive = workers.filter((worker) => worker.alive);
  const stale = workers.filter((worker) => !worker.alive);
  return [
    ...(alive.length === 0
      ? [
          problem('no_workers', states.enqueued.value > 0 ? 'error' : 'warning', '', {
            waiting: states.enqueued.value,
          }),
        ]
      : []),
    ...stale.map(({ id, name, host, heartbeatAt }) => {
      const since = heartbeatAt.getTime();
      return problem('worker_stale', 'warning', id, { worker: name, host, silentMs: at - since }, since);
    }),
    ...alive.flatMap((worker) => vitalProblems(worker)),
  ];
}

function vitalProblems({ id, name, host, eventLoopDelay, clockSkew }: WorkerInfo): HealthProblem[] {
  return [
    ...((eventLoopDelay ?? 0) > BLOCKED
      ? [problem('event_loop_blocked', 'warning', id, { worker: name, lagMs: Math.round(eventLoopDelay!) })]
      : []),
    ...skewProblems(clockSkew ?? 0, id, { worker: name, host }),
  ];
}

/** `skew`: how far a clock is ahead of the database's, in ms; `params` say whose it is. */
export function skewProblems(
  skew: number,
  subject: string,
  params: { worker: string; host: string },
): HealthProblem[] {
  return Math.abs(skew) > SKEW
    ? [problem('clock_skew', 'warning', subject, { ...params, skewMs: Math.round(skew) })]
    : [];
}

/** What is wrong with the queues, and with how jobs end. */
export function queueProblems(snapshot: Snapshot): HealthProblem[] {
  const { at, queues, workers, pauses } = snapshot;
  const alive = workers.filter((worker) => worker.alive);
  const waiting = queues.filter(
    (queue) => queue.waiting.value > 0 && !pauses.some((pause) => isOfQueue(pause, queue.name)),
  );
  return [
    ...waiting.flatMap(({ name: queue, waiting: { value }, oldestWaiting }) => {
      const oldestMs = oldestWaiting ?? 0;
      if (alive.length > 0 && !isServing(alive, queue)) {
        return [
          problem('queue_without_worker', 'error', queue, { queue, waiting: value, oldestMs }, at - oldestMs),
        ];
      }
      return oldestMs > LONG_WAIT
        ? [problem('queue_behind', 'warning', queue, { queue, oldestMs }, at - oldestMs)]
        : [];
    }),
    ...pauses.flatMap(({ target, pausedAt }) => {
      const severity = at - pausedAt.getTime() > LONG_PAUSE ? 'warning' : 'info';
      const queue = 'queue' in target ? target.queue : null;
      return queue
        ? [
            problem(
              'queue_paused',
              severity,
              queue,
              { queue, since: pausedAt.toISOString() },
              pausedAt.getTime(),
            ),
          ]
        : [];
    }),
    ...failureProblems(snapshot),
  ];
}

const FEW = 10;
const MUCH = 0.05;
const MOST = 0.5;

/**
 * More attempts fail now than in the hour before: twice as many, and enough to mean something. That most
 * of them fail is bad however usual it is.
 */
function failureProblems({ recent, hour }: Snapshot): HealthProblem[] {
  const [now, usual] = [endsOf(recent), endsOf(hour)];
  if (now.failed < FEW) {
    return [];
  }
  const share = shareOf(now);
  // What happens now is in the numbers of the hour too, and is not what is usual.
  const usualShare = shareOf({
    failed: Math.max(0, usual.failed - now.failed),
    ended: Math.max(0, usual.ended - now.ended),
  });
  return share > MOST || (share > MUCH && share > 2 * usualShare)
    ? [problem('failures_rising', 'warning', '', { count: now.failed, share, usualShare })]
    : [];
}

/** How many attempts failed, and how many ended. */
function endsOf({ failed, retried, succeeded }: MetricFigures): { failed: number; ended: number } {
  return { failed: failed + retried, ended: failed + retried + succeeded };
}

function shareOf({ failed, ended }: { failed: number; ended: number }): number {
  return failed / Math.max(1, ended);
}

/** Whether one of the workers takes jobs from the queue; one that drains takes none. */
export function isServing(workers: WorkerInfo[], queue: string): boolean {
  return workers.some(
    ({ queues, draining }) => !draining && (queues.includes(queue) || queues.includes('*')),
  );
}
