export { NEVER } from './cron-expression.js';
export * from './schedule.js';
