import { Module, type DynamicModule } from '@nestjs/common';
import { Audit } from './audit/audit.js';
import {
  ConfigurableModuleClass,
  JOBS_DASHBOARD_OPTIONS,
  type JobsDashboardAsyncOptions,
  type JobsDashboardRootOptions,
  type OPTIONS_TYPE,
} from './dashboard.module-definition.js';
import { resolveDashboardOptions } from './dashboard.options.js';
import { HANDLERS, RESOLVED_DASHBOARD_OPTIONS, UI_FOLDER } from './dashboard.tokens.js';
import { Engine } from './engine/engine.js';
import { Health } from './engine/health.js';
import { Snapshots } from './engine/snapshot.js';
import { HANDLER_PROVIDERS } from './handlers/handler.providers.js';
import { JobReader } from './handlers/job-reader.js';
import { ApiRouter } from './http/api-router.js';
import { Responder } from './http/responder.js';
import { TrailingSlash } from './http/trailing-slash.js';
import { JobSearch } from './input/job-search.js';
import { Assets, defaultUiFolder } from './shell/assets.js';
import { Shell } from './shell/shell.js';
import { LogPositions } from './stream/log-positions.js';
import { StreamHub } from './stream/stream-hub.js';
import { Watch } from './stream/watch.js';

/**
 * The dashboard: `JobsDashboardModule.forRoot({ path: 'jobs', guards: [AdminGuard] })`, beside
 * `JobsModule`. It is plain controllers, so the application's prefix, guards and proxies apply. In
 * production it is closed until guards or `access` say who may come in. Where there is no HTTP
 * server, it does nothing.
 */
@Module({
  providers: [
    {
      provide: RESOLVED_DASHBOARD_OPTIONS,
      inject: [JOBS_DASHBOARD_OPTIONS],
      useFactory: resolveDashboardOptions,
    },
    { provide: UI_FOLDER, useFactory: defaultUiFolder },
    { provide: HANDLERS, inject: HANDLER_PROVIDERS, useFactory: (...handlers: object[]) => handlers },
    ...HANDLER_PROVIDERS,
    Audit,
    Engine,
    Health,
    Snapshots,
    JobReader,
    JobSearch,
    ApiRouter,
    Responder,
    TrailingSlash,
    Assets,
    Shell,
    LogPositions,
    StreamHub,
    Watch,
  ],
})
export class JobsDashboardModule extends ConfigurableModuleClass {
  /** @throws {JobsOptionsError} when an option is not allowed. */
  static forRoot(options: JobsDashboardRootOptions = {}): DynamicModule {
    return super.forRoot(options as typeof OPTIONS_TYPE);
  }

  static forRootAsync(options: JobsDashboardAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }
}
