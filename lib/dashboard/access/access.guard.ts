import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { describeError, SafeLogger, truncate } from '../../utils/index.js';
import type { Access, GrantedRights, Right } from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { ProblemError } from '../http/problem.error.js';
import type { DashboardRequest } from '../http/request.js';
import { grant, isReading, rememberViewer } from './viewer.js';

/** The right that a route needs. A route without one is open to nobody. */
export const NeedsRight = Reflector.createDecorator<Right>();

/**
 * Finds out who sends the request and what they may do, and lets through what they have the right to.
 * When the application's functions throw, nobody gets through.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly logger = new SafeLogger('JobsDashboard');

  constructor(
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<DashboardRequest>();
    const rights = this.grant(this.options.access ? await this.options.access(context) : 'all');
    const right = this.reflector.get(NeedsRight, context.getHandler()) as Right | undefined;
    if (!right || !rights[right]) {
      throw new ProblemError('forbidden', right && { params: { right } });
    }
    if (this.options.readOnly && !isReading(right)) {
      throw new ProblemError('read_only');
    }
    rememberViewer(request, { actor: await this.actorOf(context, request), rights });
    return true;
  }

  private grant(access: Access): GrantedRights {
    try {
      return grant(access);
    } catch (error) {
      this.logger.error(describeError(error));
      throw new ProblemError('internal');
    }
  }

  private async actorOf(context: ExecutionContext, request: DashboardRequest): Promise<string | null> {
    const actor = this.options.actor ? await this.options.actor(context) : nameOf(request.user);
    return actor ? truncate(String(actor).replaceAll('\0', ''), 255) : null;
  }
}

/** What the usual strategies put there. */
function nameOf(user: unknown): string | null {
  if (typeof user === 'string') {
    return user;
  }
  const claims = (typeof user === 'object' && user !== null ? user : {}) as Record<string, unknown>;
  const name = ['username', 'name', 'email', 'sub', 'id', 'userId']
    .map((claim) => claims[claim])
    .find((value) => (typeof value === 'string' && value !== '') || typeof value === 'number');
  return name === undefined ? null : String(name);
}
