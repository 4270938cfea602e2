import audit from './audit.json';
import batches from './batches.json';
import failures from './failures.json';
import health from './health.json';
import job from './job.json';
import jobs from './jobs.json';
import operations from './operations.json';
import queues from './queues.json';
import recurring from './recurring.json';
import workers from './workers.json';

/** What the other pages say. */
export default {
  ...audit,
  ...batches,
  ...failures,
  ...health,
  ...job,
  ...jobs,
  ...operations,
  ...queues,
  ...recurring,
  ...workers,
};
