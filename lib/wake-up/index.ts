export * from './wake-up.js';
