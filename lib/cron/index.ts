export { NEVER } from './cron-expression.js';
export * from './cron-schedule.js';
