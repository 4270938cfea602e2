export { BatchBuilder } from './batch-builder.js';
export * from './batches.js';
export * from './continuation-factory.js';
export * from './parents.js';
