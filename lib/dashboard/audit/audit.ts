import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { JobStore, type NewAuditRecord } from '../../store/index.js';
import { describeError, SafeLogger, truncate, within } from '../../utils/index.js';
import type { ActionName } from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import type { ProblemError } from '../http/problem.error.js';
import type { AuditDraft } from './audit-draft.js';

const PRUNE_INTERVAL = 3_600_000;
const PRUNED_AT_ONCE = 1_000;
/** So long, in ms, whoever acts waits for what is written of it. */
const PATIENCE = 5_000;

/**
 * Writes down who did what. An action is done before it is written: when the database goes away in
 * between, or does not answer, the log has the line.
 */
@Injectable()
export class Audit implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new SafeLogger('JobsDashboard');
  private timer?: NodeJS.Timeout;

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    private readonly host: HttpAdapterHost,
  ) {}

  onApplicationBootstrap(): void {
    if (this.host.httpAdapter) {
      this.timer = setInterval(() => void this.prune(), PRUNE_INTERVAL).unref();
    }
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async record(
    action: ActionName,
    actor: string | null,
    draft: AuditDraft,
    problem: ProblemError | null,
  ): Promise<void> {
    draft.close();
    if (draft.isDryRun) {
      return;
    }
    const whole = problem ? resultOf(problem) : 'done';
    const deadline = performance.now() + PATIENCE;
    for (const target of draft.targets) {
      const entry = {
        actor,
        action,
        targetKind: target.kind,
        targetId: truncate(target.id, 255),
        reason: draft.reason,
        result: target.result ?? whole,
        code: target.code ?? (target.result === 'done' ? null : (problem?.code ?? null)),
        params: JSON.stringify(draft.params),
      };
      await this.write(entry, Math.max(1, deadline - performance.now()));
    }
  }

  private async write(entry: NewAuditRecord, limit: number): Promise<void> {
    const written = this.store.dashboard.writeAudit(entry).then(() => true);
    try {
      if (!(await within(limit, written))) {
        this.logger.error(`The audit may lack ${JSON.stringify(entry)}: the database does not answer`);
      }
    } catch (error) {
      this.logger.error(`The audit lacks ${JSON.stringify(entry)}: ${describeError(error)}`);
    }
  }

  /** Removes what is kept for long enough. Safe in every process at once. */
  async prune(): Promise<void> {
    const { keepAudit } = this.options;
    if (keepAudit === Infinity) {
      return;
    }
    try {
      let removed;
      do {
        removed = await this.store.dashboard.pruneAudit(keepAudit, PRUNED_AT_ONCE);
      } while (removed === PRUNED_AT_ONCE);
    } catch (error) {
      this.logger.warn(`The audit could not be pruned, the next try is in an hour: ${describeError(error)}`);
    }
  }
}

/** How it ended for what had this problem. */
export function resultOf({ problem }: ProblemError): 'refused' | 'failed' {
  return problem.status < 500 ? 'refused' : 'failed';
}
