import { Inject, Injectable } from '@nestjs/common';
import { RecurringJobDeclaredError, RecurringJobNotFoundError } from '../../errors/index.js';
import { RecurringJobs } from '../../recurring/index.js';
import type {
  RecurringActionResult,
  RecurringDetail,
  RecurringOutcome,
  UpdateRecurringBody,
} from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { ProblemError } from '../http/problem.error.js';
import { actionOf, bodyOf, type Call, type Handlers } from '../input/call.js';
import type { Input } from '../input/input.js';
import { RecurringHandlers } from './recurring.handlers.js';

const MAX_IDS = 100;
const CHANGED = ['cron', 'timeZone', 'queue', 'priority', 'enabled'] as const;

type Done = { outcome: RecurringOutcome; jobId?: string };

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
    private readonly jobs: RecurringJobs,
    private readonly reader: RecurringHandlers,
  ) {}

  triggerRecurring(call: Call): Promise<RecurringActionResult> {
    return this.each(call, bodyOf(call, ['ids', 'reason']), async (id) => {
      const job = await this.jobs.trigger(id);
      return job ? { outcome: 'done', jobId: job.id } : { outcome: 'busy' };
    });
  }

  pauseRecurring(call: Call): Promise<RecurringActionResult> {
    const body = bodyOf(call, ['ids', 'reason', 'until']);
    const until = body.moment('until');
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
    await this.jobs.change(id, change);
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
    const ids = [...new Set(body.texts('ids', MAX_IDS))];
    actionOf(call, body);
    call.audit.about('recurring', ...ids);
    const items: RecurringActionResult['items'] = [];
    for (const id of ids) {
      const { outcome, jobId = null } = await deed(id).catch(outcomeOf);
      if (outcome !== 'done') {
        call.audit.ended(id, 'refused', outcome);
      }
      items.push({ id, outcome, jobId });
    }
    return { items };
  }
}

function outcomeOf(error: unknown): Done {
  if (error instanceof RecurringJobNotFoundError) {
    return { outcome: 'not_found' };
  }
  if (error instanceof RecurringJobDeclaredError) {
    return { outcome: 'declared_in_code' };
  }
  throw error;
}
