export * from './dashboard-store.js';
export * from './flow-records.js';
export * from './job-filter.js';
export * from './job-records.js';
export * from './job-store.js';
export * from './recurring-records.js';
