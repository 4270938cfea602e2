import { Inject, Injectable, type CanActivate, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { SafeLogger } from '../../utils/index.js';
import {
  DASHBOARD_STRUCTURE,
  RESOLVED_DASHBOARD_OPTIONS,
  type ResolvedStructure,
} from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { ProblemError } from '../http/problem.error.js';

/** Keeps everybody out in production as long as nobody has said who may come in. */
@Injectable()
export class ClosedGuard implements CanActivate, OnApplicationBootstrap {
  private readonly logger = new SafeLogger('JobsDashboard');
  private readonly isClosed: boolean;

  constructor(
    @Inject(DASHBOARD_STRUCTURE) private readonly structure: ResolvedStructure,
    @Inject(RESOLVED_DASHBOARD_OPTIONS) { access }: ResolvedDashboardOptions,
    private readonly host: HttpAdapterHost,
  ) {
    this.isClosed = process.env.NODE_ENV === 'production' && !structure.hasGuards && !access;
  }

  onApplicationBootstrap(): void {
    if (this.isClosed && this.host.httpAdapter) {
      this.logger.warn(
        `The dashboard at "${this.structure.path}" is closed: NODE_ENV is production and nobody says who may see it. ` +
          "Give JobsDashboardModule guards, or access: () => 'all' if something else protects it.",
      );
    }
  }

  canActivate(): boolean {
    if (this.isClosed) {
      throw new ProblemError('closed');
    }
    return true;
  }
}
