export { NEVER, normaliseCron } from './cron-expression.js';
export * from './cron-schedule.js';
