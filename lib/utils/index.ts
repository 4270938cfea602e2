export * from './after-commit.js';
export * from './batcher.js';
export * from './describe.js';
export * from './duration.js';
export * from './guards.js';
export * from './safe-logger.js';
export * from './new-id.js';
export * from './semaphore.js';
