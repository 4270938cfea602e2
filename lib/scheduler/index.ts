export * from './job-factory.js';
export * from './job-handle.js';
export * from './job-scheduler.js';
export * from './job-writer.js';
export * from './result-poller.js';
