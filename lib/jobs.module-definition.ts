import { ConfigurableModuleBuilder, type ConfigurableModuleAsyncOptions } from '@nestjs/common';
import type { JobsModuleOptions } from './jobs.options.js';

/** What both `forRoot()` and `forRootAsync()` take beside the options: it must be known when the module is defined. */
export interface JobsModuleStructure {
  /** Whether the module's providers can be injected everywhere. Default `true`. */
  isGlobal?: boolean;
}

export type JobsModuleRootOptions = JobsModuleOptions & JobsModuleStructure;

/** What a class given to `forRootAsync({ useClass })` or `useExisting` implements. */
export interface JobsOptionsFactory {
  createJobsOptions(): JobsModuleOptions | Promise<JobsModuleOptions>;
}

export type JobsModuleAsyncOptions = ConfigurableModuleAsyncOptions<JobsModuleOptions, 'createJobsOptions'> &
  JobsModuleStructure;

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: JOBS_MODULE_OPTIONS,
  OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<JobsModuleOptions>({ moduleName: 'Jobs' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createJobsOptions')
  .setExtras<JobsModuleStructure>({ isGlobal: true }, (definition, { isGlobal }) => ({
    ...definition,
    global: isGlobal,
  }))
  .build();
