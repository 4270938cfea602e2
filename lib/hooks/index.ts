export * from './hook-chain.js';
export * from './hook-factory.js';
export * from './hook-registry.js';
export * from './hook-runner.js';
