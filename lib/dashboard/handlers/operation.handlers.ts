import { Inject, Injectable } from '@nestjs/common';
import { JOB_STATES, type JobState } from '../../interfaces/index.js';
import { JobStore, type SearchFilter } from '../../store/index.js';
import type { BulkAction, BulkResult, OperationsResponse, OperationView } from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { invalid, ProblemError } from '../http/problem.error.js';
import { actionOf, bodyOf, idOf, queryOf, whenOf, type Call, type Handlers } from '../input/call.js';
import { requireId, type Input } from '../input/input.js';
import { JobSearch } from '../input/job-search.js';
import { NOT_STARTED } from '../views/job-actions.js';
import { toJobRow, WorkerNames } from '../views/job-row.js';
import { queryOfFilter, toOperationView } from '../views/operation-view.js';

const COMMON = ['selection', 'reason', 'dryRun'];
const MAX_IDS = 1_000;
const SAMPLE = 10;
/** What each action changes. */
const ELIGIBLE: Record<BulkAction | 'runNow', readonly JobState[]> = {
  requeue: JOB_STATES,
  runNow: ['scheduled'],
  reschedule: JOB_STATES.filter((state) => state !== 'processing'),
  delete: JOB_STATES.filter((state) => state !== 'deleted'),
  move: NOT_STARTED,
};

type Who = { reason?: string; actor?: string };

/** Actions on many jobs at once, which workers do one slice after the other. */
@Injectable()
export class OperationHandlers implements Handlers<
  | 'operations'
  | 'operation'
  | 'requeueJobs'
  | 'rescheduleJobs'
  | 'moveJobs'
  | 'deleteJobs'
  | 'cancelOperation'
> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly search: JobSearch,
  ) {}

  async operations(call: Call): Promise<OperationsResponse> {
    const query = queryOf(call, ['cursor', 'limit']);
    const page = { cursor: query.id('cursor') ?? null, limit: query.whole('limit', 1, 200) ?? 50 };
    const { operations, next } = await this.engine.jobs.operations.list(page);
    return { items: operations.map(toOperationView), nextCursor: next, count: null };
  }

  async operation(call: Call): Promise<OperationView> {
    queryOf(call, []);
    return this.find(idOf(call));
  }

  requeueJobs(call: Call): Promise<BulkResult> {
    const body = bodyOf(call, COMMON);
    return this.start(call, body, 'requeue', (filter, who) => this.engine.jobs.requeueAll(filter, who));
  }

  rescheduleJobs(call: Call): Promise<BulkResult> {
    const body = bodyOf(call, [...COMMON, 'at', 'delayMs']);
    const when = whenOf(body);
    call.audit.params = when instanceof Date ? { at: when.toISOString() } : { delayMs: when };
    const action = when === 0 ? 'runNow' : 'reschedule';
    return this.start(call, body, action, (filter, who) =>
      this.engine.jobs.rescheduleAll(eligible(filter, action), when, who),
    );
  }

  moveJobs(call: Call): Promise<BulkResult> {
    const body = bodyOf(call, [...COMMON, 'queue']);
    const queue = body.requiredText('queue', 100);
    call.audit.params = { queue };
    return this.start(call, body, 'move', (filter, who) =>
      this.engine.jobs.moveAllToQueue(eligible(filter, 'move'), queue, who),
    );
  }

  deleteJobs(call: Call): Promise<BulkResult> {
    const body = bodyOf(call, COMMON);
    return this.start(call, body, 'delete', (filter, who) => this.engine.jobs.deleteAll(filter, who));
  }

  async cancelOperation(call: Call): Promise<OperationView> {
    const id = idOf(call);
    const body = bodyOf(call, ['reason']);
    call.audit.about('operation', id);
    const who = actionOf(call, body);
    const isCancelled = await call.audit.deed(() => this.engine.jobs.operations.cancel(id, who));
    const view = await this.find(id);
    if (!isCancelled) {
      throw new ProblemError('state_changed');
    }
    return view;
  }

  private async find(id: string): Promise<OperationView> {
    const operation = await this.engine.jobs.operations.get(id);
    if (!operation) {
      throw new ProblemError('not_found');
    }
    return toOperationView(operation);
  }

  private async start(
    call: Call,
    body: Input,
    action: keyof typeof ELIGIBLE,
    deed: (filter: SearchFilter, who: Who) => Promise<{ id: string }>,
  ): Promise<BulkResult> {
    const filter = await this.readSelection(body);
    if (body.flag('dryRun')) {
      call.audit.isDryRun = true;
      return this.dryRun(filter, action);
    }
    const who = actionOf(call, body);
    call.audit.about('jobs', nameOf(filter));
    call.audit.params = { ...call.audit.params, ...described(filter) };
    const { id } = await call.audit.deed(() => deed(filter, who));
    call.audit.became('operation', id);
    return { operation: await this.find(id) };
  }

  private async dryRun(filter: SearchFilter, action: keyof typeof ELIGIBLE): Promise<BulkResult> {
    const changed = eligible(filter, action);
    const page = { limit: SAMPLE, cursor: null, direction: 'older' as const };
    const [matched, possible, { jobs }, workers] = await Promise.all([
      this.store.dashboard.count(filter),
      this.store.dashboard.count(changed),
      this.store.dashboard.search(changed, page),
      this.store.workers(),
    ]);
    const names = new WorkerNames(workers);
    return { dryRun: { matched, eligible: possible, sample: jobs.map((job) => toJobRow(job, names)) } };
  }

  /** @throws {ProblemError} `invalid_query`: an action never means more than its query says. */
  private async readSelection(body: Input): Promise<SearchFilter> {
    const selection = body.inside('selection', ['ids', 'q', 'state', 'asOf', 'excludeIds']);
    if (!selection) {
      throw invalid('selection', 'ids, or q and asOf');
    }
    const ids = (name: string, least: number) =>
      selection.texts(name, MAX_IDS, least).map((id) => requireId(name, id));
    if (selection.has('ids')) {
      return { ids: ids('ids', 1) };
    }
    const asOf = selection.moment('asOf');
    if (!asOf || !selection.has('q')) {
      throw invalid('selection', 'ids, or q and asOf');
    }
    const states = selection.has('state')
      ? selection.texts('state', JOB_STATES.length).map((state) => requireState(state))
      : null;
    const { filter, errors } = await this.search.readForAction(selection.text('q', 10_000) ?? '', states);
    if (errors.length > 0) {
      throw new ProblemError('invalid_query', { errors });
    }
    const { createdBefore, ...rest } = filter;
    return {
      ...rest,
      ...(selection.has('excludeIds') ? { excludeIds: ids('excludeIds', 0) } : {}),
      createdBefore: createdBefore && createdBefore < asOf ? createdBefore : asOf,
    };
  }
}

/** Those of the jobs that the action changes. */
function eligible(filter: SearchFilter, action: keyof typeof ELIGIBLE): SearchFilter {
  const states = (filter.states ?? JOB_STATES).filter((state) => ELIGIBLE[action].includes(state));
  return { ...filter, states };
}

function requireState(state: string): JobState {
  if (!JOB_STATES.includes(state as JobState)) {
    throw invalid('state', JOB_STATES.join(', '));
  }
  return state as JobState;
}

/** What the audit calls the jobs while there is no operation. */
function nameOf(filter: SearchFilter): string {
  return filter.ids ? String(filter.ids.length) : queryOfFilter(filter);
}

function described(filter: SearchFilter): Record<string, string | number> {
  return filter.ids ? { count: filter.ids.length } : { query: queryOfFilter(filter) };
}
