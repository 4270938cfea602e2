export * from './recurring-declarations.js';
export * from './recurring-firer.js';
export * from './recurring-job.js';
export * from './recurring-jobs.js';
