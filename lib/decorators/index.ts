export * from './background-job.decorator.js';
