import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { JobControl, JobHandle, requireAction } from '../control/index.js';
import { CallRecorder, JobFactory, JobWriter, type JobService } from '../creation/index.js';
import {
  requireRecurringId,
  requireSchedule,
  validateRecurringChange,
  validateRecurringOptions,
} from '../validation/recurring-options.js';
import { RecurringJobDeclaredError, RecurringJobNotFoundError } from '../errors/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import type {
  AddRecurringOptions,
  PauseOptions,
  RecurringActionOptions,
  RecurringChange,
} from '../interfaces/index.js';
import { cronScheduleOf } from '../cron/index.js';
import {
  JobStore,
  type NewJob,
  type RecurringChanges,
  type RecurringRecord,
  type RecurringRow,
  type RecurringHistoryEntry,
} from '../store/index.js';
import {
  afterCommit,
  epoch,
  pageOf,
  requireKeys,
  requireText,
  requireWholeNumber,
  toDelay,
} from '../utils/index.js';
import { WakeUp } from '../wake-up/index.js';
import { toDefinition } from './definition.js';
import { changed, created, isBusy, jobOf, paused, reset, resumed, resumeTime } from './records.js';
import {
  toDetails,
  toSummary,
  type RecurringJobDetails,
  type RecurringJobPage,
  type RecurringPageRequest,
} from './recurring-job.js';

/** Options of `preview()`. */
export interface PreviewOptions {
  /** After which moment. Default: now. */
  from?: Date;
  /** The id of the recurring job: it decides what `H` stands for. */
  id?: string;
}

/**
 * Recurring jobs at run time: those that the application adds, and those that code declares with
 * `@Recurring()`. Inject it, or take it as `JobScheduler.recurring`.
 */
@Injectable()
export class RecurringJobs {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly factory: JobFactory,
    private readonly writer: JobWriter,
    private readonly control: JobControl,
    private readonly wakeUp: WakeUp,
  ) {}

  /**
   * Makes a call recur, or changes one that does:
   * `addOrUpdate('digest:42', DigestService, (digest) => digest.send(42), { cron: '0 8 * * *' })`.
   * The next occurrence is computed from now when the expression, the zone or `enabled` has
   * changed or the recurring job had failed, and stays as it is otherwise; with nothing changed,
   * nothing is written. A paused one stays paused. One that code declares stays as it is changed here until `reset()`.
   * @throws {InvalidCronError} when the expression or the zone is not valid.
   * @throws {InvalidJobCallError} when the lambda does not make exactly one call of a job method.
   * @throws {JobSerializationError} when an argument would not survive being stored.
   * @throws {JobsOptionsError} when the id or an option is not allowed.
   */
  async addOrUpdate<Service>(
    id: string,
    service: JobService<Service>,
    call: (service: Service) => unknown,
    options: AddRecurringOptions,
  ): Promise<'added' | 'updated' | 'unchanged'> {
    const subject = `The options of the recurring job "${requireRecurringId(id, 'addOrUpdate: id')}"`;
    validateRecurringOptions(subject, options, ['cron', 'manager']);
    requireSchedule(subject, options.cron, options.timeZone ?? 'UTC', id);
    const recorded = new CallRecorder(service).record(call);
    const definition = toDefinition(recorded, options.cron, options, this.factory);

    const { outcome } = await this.decide([id], options.manager, ([row], now) => {
      if (!row) {
        return { save: [created(id, 'runtime', definition, now)], outcome: 'added' as const };
      }
      const record = changed(row, definition, now);
      return record
        ? { save: [record], outcome: 'updated' as const }
        : { save: [], outcome: 'unchanged' as const };
    });
    return outcome;
  }

  /**
   * Creates its job now, whether it is paused, disabled or not; the next occurrence stays as it is.
   * The job has no `occurrenceAt`.
   * @returns the job, or `null` when `overlap: 'skip'` forbids it: the previous one is unfinished.
   * @throws {RecurringJobNotFoundError}
   */
  async trigger(id: string, options: RecurringActionOptions = {}): Promise<JobHandle | null> {
    const manager = managerOf(options);
    const { jobs } = await this.decide([id], manager, ([row], now) => {
      const existing = found(row, id);
      if (existing.definition.overlap === 'skip' && isBusy(existing)) {
        return { save: [], jobs: [] as NewJob[] };
      }
      const job = jobOf(existing, null);
      const progress = { ...existing.progress, lastAt: now, lastJobId: job.id };
      return { save: [{ ...existing, progress }], jobs: [job] };
    });
    this.writer.announce(jobs, manager);
    return jobs[0] ? new JobHandle(jobs[0].id, this.control) : null;
  }

  /**
   * Stops it from firing, until a moment or until `resume()`; across restarts and deployments. What
   * comes due meanwhile is not made up for.
   * @throws {RecurringJobNotFoundError}
   * @throws {JobsOptionsError} when `until` is not in the future.
   */
  async pause(id: string, options: PauseOptions = {}): Promise<void> {
    const { reason, actor: by, manager } = requireAction(options, ['until']);
    const { until } = options;
    const at = until instanceof Date ? epoch(until, 'pause: until') : null;
    const delay = until === undefined || until instanceof Date ? null : toDelay(until, 'pause: until');
    await this.move(id, manager, (row, now) =>
      paused(row, { until: resumeTime(at, delay, now), reason, by }, now),
    );
  }

  /**
   * Fires again from its next occurrence on, after a pause or after it was disabled by failures.
   * @throws {RecurringJobNotFoundError}
   */
  async resume(id: string, options: RecurringActionOptions = {}): Promise<void> {
    await this.move(id, managerOf(options), resumed);
  }

  /**
   * Changes when it fires and where its jobs go, and keeps what they do. One that code declares stays
   * as it is changed here until `reset()`.
   * @throws {RecurringJobNotFoundError}
   * @throws {InvalidCronError} when the expression or the zone is not valid.
   * @throws {JobsOptionsError} when another value is not allowed.
   */
  async change(id: string, change: RecurringChange, options: RecurringActionOptions = {}): Promise<void> {
    const subject = `The change of the recurring job "${requireRecurringId(id, 'change: id')}"`;
    validateRecurringChange(subject, change);
    await this.move(id, managerOf(options), (row, now) => {
      const definition = { ...row.definition, ...change };
      requireSchedule(subject, definition.cron, definition.timeZone, id);
      return changed(row, definition, now) ?? row;
    });
  }

  /**
   * Takes back what was changed at run time of one that code declares, pauses included.
   * @throws {RecurringJobNotFoundError}
   */
  async reset(id: string, options: RecurringActionOptions = {}): Promise<void> {
    await this.move(id, managerOf(options), reset);
  }

  /**
   * Removes it; the jobs it has created stay.
   * @returns `false` when there is none with this id.
   * @throws {RecurringJobDeclaredError} when running code declares it: it would come back.
   */
  async remove(id: string, options: RecurringActionOptions = {}): Promise<boolean> {
    const manager = managerOf(options);
    const { remove } = await this.decide([id], manager, (rows) => {
      if (rows.some((row) => row.source === 'code' && !row.orphaned)) {
        throw new RecurringJobDeclaredError(id);
      }
      return { save: [], remove: rows.map((row) => row.id) };
    });
    return remove.length > 0;
  }

  /** One recurring job with its arguments; `null` when there is none with this id. */
  async get(id: string): Promise<RecurringJobDetails | null> {
    const view = await this.store.findRecurring(requireRecurringId(id, 'get: id'));
    return view && toDetails(view, this.options.serializer);
  }

  /** A page of the recurring jobs, in the order of their ids. */
  async list(page: RecurringPageRequest = {}): Promise<RecurringJobPage> {
    requireKeys(page, 'recurring.list', ['limit', 'cursor', 'prefix']);
    const limit = requireWholeNumber(page.limit ?? 100, 'recurring.list: limit', 1, 1_000);
    const cursor = page.cursor == null ? null : requireRecurringId(page.cursor, 'recurring.list: cursor');
    const prefix = page.prefix === undefined ? null : requireText(page.prefix, 'recurring.list: prefix', 200);
    const rows = await this.store.listRecurring(limit + 1, cursor, prefix);
    const { shown, next } = pageOf(rows, limit);
    return { jobs: shown.map(toSummary), next };
  }

  /**
   * The last jobs it has created, the newest first, with their outcomes. Up to 100 are remembered
   * after retention has removed the jobs.
   */
  async history(id: string, limit = 50): Promise<RecurringHistoryEntry[]> {
    return this.store.recurringHistory(
      requireRecurringId(id, 'history: id'),
      requireWholeNumber(limit, 'history: limit', 1, 1_000),
    );
  }

  /**
   * The next `count` occurrences (1 to 1000) of an expression; fewer when there are no more.
   * @throws {InvalidCronError} when the expression or the zone is not valid.
   */
  preview(cron: string, timeZone = 'UTC', count = 5, options: PreviewOptions = {}): Date[] {
    requireKeys(options, 'The options of preview', ['from', 'id']);
    const { from, id = '' } = options;
    requireWholeNumber(count, 'preview: count', 1, 1_000);
    const after = from === undefined ? Date.now() : epoch(from, 'preview: from');
    return cronScheduleOf(cron, timeZone, id)
      .between(after, Infinity, count)
      .map((at) => new Date(at));
  }

  private async move(
    id: string,
    manager: EntityManager | undefined,
    change: (row: RecurringRow, now: number) => RecurringRecord,
  ): Promise<void> {
    await this.decide([id], manager, ([row], now) => {
      const record = change(found(row, id), now);
      return { save: record === row ? [] : [record] };
    });
  }

  /** Workers learn of it once it is committed: something may be due earlier than they think. */
  private async decide<Changes extends RecurringChanges>(
    ids: string[],
    manager: EntityManager | undefined,
    decide: (rows: RecurringRow[], now: number) => Changes,
  ): Promise<Changes> {
    ids.forEach((id) => requireRecurringId(id, 'The id of a recurring job'));
    const changes = await this.store.changeRecurring({ ids }, decide, manager);
    if (changes.save.length > 0) {
      afterCommit(manager, () => this.wakeUp.dueSooner());
    }
    return changes;
  }
}

function managerOf(options: RecurringActionOptions): EntityManager | undefined {
  requireKeys(options, 'The options of a recurring job', ['manager']);
  return options.manager;
}

function found(row: RecurringRow | undefined, id: string): RecurringRow {
  if (!row) {
    throw new RecurringJobNotFoundError(id);
  }
  return row;
}
