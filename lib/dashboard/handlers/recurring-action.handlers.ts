import { Inject, Injectable } from '@nestjs/common';
import {
  InvalidCronError,
  RecurringJobDeclaredError,
  RecurringJobNotFoundError,
} from '../../errors/index.js';
import { DatabaseClock } from '../../monitor/index.js';
import { RecurringJobs } from '../../recurring/index.js';
import { JobStore } from '../../store/index.js';
import { requireRecurringId } from '../../validation/recurring-options.js';
import type {
  RecurringActionResult,
  RecurringDetail,
  RecurringOutcome,
  UpdateRecurringBody,
} from '../api/index.js';
import { resultOf } from '../audit/audit.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { invalid, ProblemError } from '../http/problem.error.js';
import { toProblem } from '../http/to-problem.js';
import { actionOf, bodyOf, type Call, type Handlers } from '../input/call.js';
import type { Input } from '../input/input.js';
import { RecurringHandlers } from './recurring.handlers.js';

const MAX_IDS = 100;
const CHANGED = ['cron', 'timeZone', 'queue', 'priority', 'enabled'] as const;

type Done = { outcome: RecurringOutcome; jobId?: string };
/** `error`: what nobody has foreseen for one of several. */
type Ended = Done & { error?: unknown };

/** What is done to recurring jobs, several at once: one that fails does not stop the others. */
@Injectable()
export class RecurringActionHandlers implements Handlers<
  | 'triggerRecurring'
  | 'pauseRecurring'
  | 'resumeRecurring'
  | 'updateRecurring'
  | 'resetRecurring'
  | 'removeRecurring'
> {
  constructor(
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly clock: DatabaseClock,
    private readonly jobs: RecurringJobs,
    private readonly reader: RecurringHandlers,
  ) {}

  triggerRecurring(call: Call): Promise<RecurringActionResult> {
    return this.each(call, bodyOf(call, ['ids', 'reason']), async (id) => {
      const job = await this.jobs.trigger(id);
      return job ? { outcome: 'done', jobId: job.id } : { outcome: 'busy' };
    });
  }

  async pauseRecurring(call: Call): Promise<RecurringActionResult> {
    const body = bodyOf(call, ['ids', 'reason', 'until']);
    const until = body.moment('until');
    if (until && until.getTime() <= (await this.clock.now())) {
      throw invalid('until', 'a time in the future');
    }
    call.audit.params = until ? { until: until.toISOString() } : {};
    const who = actionOf(call, body);
    return this.each(call, body, async (id) => {
      await this.jobs.pause(id, { ...who, ...(until ? { until } : {}) });
      return { outcome: 'done' };
    });
  }

  resumeRecurring(call: Call): Promise<RecurringActionResult> {
    return this.each(call, bodyOf(call, ['ids', 'reason']), async (id) => {
      await this.jobs.resume(id);
      return { outcome: 'done' };
    });
  }

  resetRecurring(call: Call): Promise<RecurringActionResult> {
    this.requireEditing();
    return this.each(call, bodyOf(call, ['ids', 'reason']), async (id) => {
      await this.jobs.reset(id);
      return { outcome: 'done' };
    });
  }

  removeRecurring(call: Call): Promise<RecurringActionResult> {
    this.requireEditing();
    return this.each(call, bodyOf(call, ['ids', 'reason']), async (id) => ({
      outcome: (await this.jobs.remove(id)) ? 'done' : 'not_found',
    }));
  }

  async updateRecurring(call: Call): Promise<RecurringDetail> {
    this.requireEditing();
    const body = bodyOf(call, ['id', 'reason', ...CHANGED]);
    const id = body.requiredText('id', 200);
    call.audit.about('recurring', id);
    actionOf(call, body);
    const change: Omit<UpdateRecurringBody, 'id' | 'reason'> = {
      ...(body.has('cron') ? { cron: body.requiredText('cron', 1_000) } : {}),
      ...(body.has('timeZone') ? { timeZone: body.requiredText('timeZone', 100) } : {}),
      ...(body.has('queue') ? { queue: body.requiredText('queue', 100) } : {}),
      ...(body.has('priority') ? { priority: body.whole('priority', -32_768, 32_767)! } : {}),
      ...(body.has('enabled') ? { enabled: body.flag('enabled') } : {}),
    };
    call.audit.params = { ...change };
    await call.audit.deed(() => this.jobs.change(id, change));
    return this.reader.detail(id, call);
  }

  /** @throws {ProblemError} `not_supported` unless the application has opted in. */
  private requireEditing(): void {
    if (!this.options.editRecurring) {
      throw new ProblemError('not_supported');
    }
  }

  private async each(
    call: Call,
    body: Input,
    deed: (id: string) => Promise<Done>,
  ): Promise<RecurringActionResult> {
    const ids = [...new Set(body.texts('ids', MAX_IDS))].map((id) => requireRecurringId(id, 'ids'));
    actionOf(call, body);
    call.audit.about('recurring', ...ids);
    const ended: (Ended & { id: string })[] = [];
    for (const id of ids) {
      const end: Ended = await call.audit.deed(() => deed(id), id).catch(outcomeOf);
      this.record(call, id, end);
      ended.push({ id, ...end });
    }
    if (ended.every(({ error }) => error !== undefined)) {
      throw ended[0]!.error;
    }
    return { items: ended.map(({ id, outcome, jobId = null }) => ({ id, outcome, jobId })) };
  }

  private record({ audit }: Call, id: string, { outcome, error }: Ended): void {
    if (error !== undefined) {
      const problem = toProblem(error, this.store);
      audit.ended(id, resultOf(problem), problem.code);
    } else if (outcome !== 'done') {
      audit.ended(id, 'refused', outcome);
    }
  }
}

function outcomeOf(error: unknown): Ended {
  if (error instanceof RecurringJobNotFoundError) {
    return { outcome: 'not_found' };
  }
  if (error instanceof RecurringJobDeclaredError) {
    return { outcome: 'declared_in_code' };
  }
  if (error instanceof InvalidCronError) {
    return { outcome: 'invalid_cron' };
  }
  return { outcome: 'failed', error };
}
