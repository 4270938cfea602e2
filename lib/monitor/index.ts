export * from './job-monitor.js';
