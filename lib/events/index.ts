export * from './job-event.js';
export * from './job-events.js';
export * from './recurring-event.js';
