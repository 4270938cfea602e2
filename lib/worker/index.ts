export * from './job-context.js';
export * from './job-executor.js';
export * from './jobs-worker.js';
