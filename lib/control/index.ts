export * from './action-options.js';
export * from './batch-handle.js';
export * from './job-control.js';
export * from './job-handle.js';
export * from './job-operations.js';
export * from './operation-handle.js';
export * from './result-poller.js';
