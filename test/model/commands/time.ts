import * as fc from 'fast-check';
import { latest } from '../model/known.js';
import { batchIn, jobIn } from '../model/world.js';
import { DAY, HOUR, index } from './choices.js';
import { command, type Weighted } from './command.js';

/** Nobody sleeps: what time does to a row is done to it. */
export const time: Weighted[] = [
  command(
    2,
    'time passes for a job',
    fc.record({ index, hours: fc.integer({ min: 2, max: 9 }) }),
    ({ index: chosen, hours }) =>
      ({ jobs }) => {
        const id = latest(jobs, chosen);
        if (!id) {
          return null;
        }
        const runAt = Date.now() - hours * HOUR;
        const states = ['scheduled', 'enqueued'];
        return {
          title: `${id} is due`,
          perform: ({ cluster }) =>
            cluster.set('job', `run_at = ${runAt}`, id, `state IN ('${states.join("', '")}')`),
          predict(world) {
            const job = jobIn(world, id);
            if (job && states.includes(job.state)) {
              job.runAt = runAt;
            }
          },
        };
      },
  ),

  command(1, 'time passes for a key', index, (chosen) => ({ jobs }) => {
    const id = latest(jobs, chosen);
    if (!id) {
      return null;
    }
    return {
      title: `the time is over in which ${id} holds its key`,
      perform: ({ cluster }) => cluster.set('job', 'unique_until = 1', id, 'unique_until IS NOT NULL'),
      predict(world) {
        const unique = jobIn(world, id)?.unique;
        if (unique && unique.until !== null) {
          unique.until = 1;
        }
      },
    };
  }),

  command(2, 'time passes for a rate', index, (chosen) => ({ jobs }) => {
    const id = latest(jobs, chosen, 20);
    if (!id) {
      return null;
    }
    return {
      title: `the start of ${id} counts no more`,
      perform: ({ cluster }) => cluster.set('permit', 'expires_at = 1', id, 'expires_at IS NOT NULL'),
      predict(world) {
        world.permits
          .filter(({ jobId, expiresAt }) => jobId === id && expiresAt !== null)
          .forEach((permit) => (permit.expiresAt = 1));
      },
    };
  }),

  command(1, 'a day passes for a batch', index, (chosen) => ({ batches }) => {
    const id = latest(batches, chosen);
    if (!id) {
      return null;
    }
    return {
      title: `more than a day passes for ${id}`,
      perform: ({ cluster }) =>
        cluster.set('batch', `finished_at = finished_at - ${2 * DAY}`, id, 'finished_at IS NOT NULL'),
      predict(world) {
        const batch = batchIn(world, id);
        if (batch && batch.finishedAt !== null) {
          batch.finishedAt = (batch.finishedAt as number) - 2 * DAY;
        }
      },
    };
  }),
];
