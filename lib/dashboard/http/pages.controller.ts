import {
  Catch,
  Controller,
  Get,
  Inject,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { ArgumentsHost, CanActivate, ExceptionFilter, Type } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { AccessGuard, NeedsRight } from '../access/access.guard.js';
import { ClosedGuard } from '../access/closed.guard.js';
import { viewerOf } from '../access/viewer.js';
import { PAGES } from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { ConfigHandlers } from '../handlers/config.handlers.js';
import { Assets } from '../shell/assets.js';
import { rootOf } from '../shell/root.js';
import { Shell } from '../shell/shell.js';
import { hideFromOpenApi } from './hide-from-open-api.js';
import { ProblemError } from './problem.error.js';
import { headerOf, type DashboardRequest } from './request.js';
import { Responder } from './responder.js';

const IMMUTABLE = 'public, max-age=31536000, immutable';

/** A page that cannot be shown. What guards of the application throw is the application's, a redirect to its login too. */
@Catch(ProblemError)
export class PageFilter implements ExceptionFilter<ProblemError> {
  constructor(
    private readonly responder: Responder,
    private readonly shell: Shell,
  ) {}

  catch({ problem }: ProblemError, host: ArgumentsHost): void {
    const text = problem.code === 'closed' ? 'The dashboard is closed.' : problem.title;
    this.responder.html(host.switchToHttp().getResponse(), this.shell.message(text), problem.status);
  }
}

/** The controller of the pages and of the files that they load, for one mount. */
export function createPagesController(path: string, guards: (Type<CanActivate> | CanActivate)[]): Type {
  @Controller({ path, version: VERSION_NEUTRAL })
  @UseFilters(PageFilter)
  class JobsDashboardPages {
    constructor(
      readonly config: ConfigHandlers,
      readonly shell: Shell,
      readonly assets: Assets,
      readonly responder: Responder,
      readonly host: HttpAdapterHost,
      @Inject(RESOLVED_DASHBOARD_OPTIONS) readonly options: ResolvedDashboardOptions,
    ) {}

    @Get('assets/:name')
    @UseGuards(ClosedGuard, ...guards, AccessGuard)
    @NeedsRight('view')
    asset(@Req() request: DashboardRequest, @Res() response: unknown): void {
      const asset = this.assets.find(request.params.name ?? '', headerOf(request, 'accept-encoding') ?? '');
      if (!asset) {
        throw new ProblemError('not_found');
      }
      this.responder.file(response, asset.content, asset.type, {
        'Cache-Control': IMMUTABLE,
        Vary: 'Accept-Encoding',
        ...(asset.encoding ? { 'Content-Encoding': asset.encoding } : {}),
      });
    }
  }

  for (const [name, page] of Object.entries(PAGES)) {
    const depth = page === '' ? 0 : page.split('/').length;
    const method = `${name}Page`;
    Object.defineProperty(JobsDashboardPages.prototype, method, {
      value: async function (this: JobsDashboardPages, request: DashboardRequest, response: unknown) {
        const url = this.host.httpAdapter.getRequestUrl(request) as string;
        const root = rootOf(url, depth, path, this.options.publicPath);
        const config = await this.config.config({ request, viewer: viewerOf(request) });
        this.responder.html(response, this.shell.render({ root, config }), this.shell.isBuilt ? 200 : 503, {
          'Content-Language': config.locale,
          Vary: 'Cookie',
        });
      },
    });
    const descriptor = Object.getOwnPropertyDescriptor(JobsDashboardPages.prototype, method)!;
    Req()(JobsDashboardPages.prototype, method, 0);
    Res()(JobsDashboardPages.prototype, method, 1);
    Get(page)(JobsDashboardPages.prototype, method, descriptor);
    UseGuards(ClosedGuard, ...guards, AccessGuard)(JobsDashboardPages.prototype, method, descriptor);
    NeedsRight('view')(JobsDashboardPages.prototype, method, descriptor);
  }
  hideFromOpenApi(JobsDashboardPages);
  return JobsDashboardPages;
}
