export * from './background-job.decorator.js';
export * from './job-hooks.decorator.js';
export * from './recurring.decorator.js';
