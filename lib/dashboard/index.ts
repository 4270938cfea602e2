// Module and options
export { JobsDashboardModule } from './dashboard.module.js';
export {
  JOBS_DASHBOARD_OPTIONS,
  type JobsDashboardAsyncOptions,
  type JobsDashboardOptionsFactory,
  type JobsDashboardRootOptions,
} from './dashboard.module-definition.js';
export type { JobsDashboardOptions, JobsDashboardStructure } from './dashboard.options.js';

// Who may do what
export { RIGHTS, type Access, type Right } from './api/index.js';
export type { Environment } from './api/index.js';

// Hiding values
export { redactSecrets, type Redact, type RedactionPlace } from './views/redact.js';

// The HTTP API, for other clients than the pages
export {
  formatQuery,
  parseQuery,
  ROUTES,
  type Contract,
  type JobQuery,
  type ParsedQuery,
  type Problem,
  type ProblemCode,
  type QueryError,
  type QueryToken,
  type Route,
  type RouteName,
  type StreamMessage,
} from './api/index.js';
