export * from './migrations/typeorm-migrations.js';
export * from './typeorm-job.store.js';
