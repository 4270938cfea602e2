export * from './job-explorer.js';
export * from './job-registry.js';
export * from './job-type.js';
export * from './recurring-registry.js';
export * from './retention-policy.js';
