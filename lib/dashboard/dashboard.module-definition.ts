import {
  ConfigurableModuleBuilder,
  type ConfigurableModuleAsyncOptions,
  type DynamicModule,
} from '@nestjs/common';
import type { JobsDashboardOptions, JobsDashboardStructure } from './dashboard.options.js';
import { requirePath } from './dashboard.options.js';
import { DASHBOARD_STRUCTURE, type ResolvedStructure } from './dashboard.tokens.js';
import { createApiController } from './http/api.controller.js';
import { createPagesController } from './http/pages.controller.js';

export type JobsDashboardRootOptions = JobsDashboardOptions & JobsDashboardStructure;

/** What a class given to `forRootAsync({ useClass })` or `useExisting` implements. */
export interface JobsDashboardOptionsFactory {
  createJobsDashboardOptions(): JobsDashboardOptions | Promise<JobsDashboardOptions>;
}

/** `path` and `guards` stand beside the factory: controllers are made before it is called. */
export type JobsDashboardAsyncOptions = ConfigurableModuleAsyncOptions<
  JobsDashboardOptions,
  'createJobsDashboardOptions'
> &
  JobsDashboardStructure;

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: JOBS_DASHBOARD_OPTIONS,
  OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<JobsDashboardOptions>({ moduleName: 'JobsDashboard' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createJobsDashboardOptions')
  .setExtras<JobsDashboardStructure>({ path: 'jobs', guards: [], imports: [] }, withControllers)
  .build();

function withControllers(
  definition: DynamicModule,
  { path, guards = [], imports = [] }: JobsDashboardStructure,
): DynamicModule {
  const mount = requirePath(path ?? 'jobs');
  const structure: ResolvedStructure = { path: mount, hasGuards: guards.length > 0 };
  return {
    ...definition,
    imports: [...(definition.imports ?? []), ...imports],
    providers: [...(definition.providers ?? []), { provide: DASHBOARD_STRUCTURE, useValue: structure }],
    controllers: [createApiController(mount, guards), createPagesController(mount, guards)],
  };
}
