export * from './enhancers.js';
export * from './hook-explorer.js';
export * from './job-explorer.js';
export * from './job-invoker.js';
export * from './job-registry.js';
export * from './job-type.js';
export * from './recurring-registry.js';
export * from './retention-policy.js';
