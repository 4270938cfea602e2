export * from './active-controls.js';
export * from './job-limits.js';
export * from './job-pauses.js';
export * from './limit-declarer.js';
export * from './limit-guard.js';
export * from './limit-policy.js';
