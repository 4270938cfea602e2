export * from './duration-summary.js';
export * from './metrics-recorder.js';
