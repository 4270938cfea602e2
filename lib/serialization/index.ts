export * from './job-serializer.js';
export * from './json-serializer.js';
export * from './serialize-error.js';
