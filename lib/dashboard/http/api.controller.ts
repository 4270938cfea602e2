import {
  Catch,
  Controller,
  Get,
  Inject,
  Post,
  Req,
  Res,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import type { ArgumentsHost, CanActivate, ExceptionFilter, Type } from '@nestjs/common';
import { JobStore } from '../../store/index.js';
import { AccessGuard, NeedsRight } from '../access/access.guard.js';
import { ClosedGuard } from '../access/closed.guard.js';
import { OriginGuard } from '../access/origin.guard.js';
import { ROUTES, type RouteName } from '../api/index.js';
import { ApiRouter } from './api-router.js';
import { hideFromOpenApi } from './hide-from-open-api.js';
import type { DashboardRequest } from './request.js';
import { Responder } from './responder.js';
import { toProblem } from './to-problem.js';

/** Every error of the API, a guard's of the application too, is a problem with a code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly responder: Responder,
    @Inject(JobStore) private readonly store: JobStore,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    this.responder.problem(host.switchToHttp().getResponse(), toProblem(error, this.store));
  }
}

/** The controller of the API for one mount, made from the table of routes: none can lack its guards or its right. */
export function createApiController(path: string, guards: (Type<CanActivate> | CanActivate)[]): Type {
  @Controller({ path: `${path}/api`, version: VERSION_NEUTRAL })
  @UseFilters(ProblemFilter)
  class JobsDashboardApi {
    constructor(readonly router: ApiRouter) {}
  }

  const { prototype } = JobsDashboardApi;
  for (const [name, route] of Object.entries(ROUTES)) {
    Object.defineProperty(prototype, name, {
      value: function (this: JobsDashboardApi, request: DashboardRequest, response: unknown) {
        return this.router.answer(name as RouteName, request, response);
      },
    });
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name)!;
    Req()(prototype, name, 0);
    Res()(prototype, name, 1);
    (route.method === 'POST' ? Post : Get)(route.path)(prototype, name, descriptor);
    UseGuards(ClosedGuard, ...guards, OriginGuard, AccessGuard)(prototype, name, descriptor);
    NeedsRight(route.right)(prototype, name, descriptor);
  }
  hideFromOpenApi(JobsDashboardApi);
  return JobsDashboardApi;
}
