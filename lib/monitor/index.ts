export * from './database-clock.js';
export * from './job-monitor.js';
export type { FailuresRequest, MetricsRequest } from './metrics-request.js';
export * from './metrics-report.js';
export * from './queue-report.js';
