export * from './call-recorder.js';
export * from './creation-hooks.js';
export * from './job-factory.js';
export * from './job-writer.js';
export * from './parent-result.js';
export * from './unique-policy.js';
