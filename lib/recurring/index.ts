export * from './recurring-reconciler.js';
export * from './recurring-firer.js';
export * from './recurring-job.js';
export * from './recurring-jobs.js';
