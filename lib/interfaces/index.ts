export * from './job-hooks.interface.js';
export * from './job-options.interface.js';
export * from './job-request.interface.js';
export * from './job-state.type.js';
export * from './limit-options.interface.js';
export * from './recurring-options.interface.js';
export * from './retry-options.interface.js';
export * from './stored-error.interface.js';
