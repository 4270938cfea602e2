import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';
import { RecurringJobs } from '../../recurring/index.js';
import { JobStore, type CappedCount, type SearchFilter } from '../../store/index.js';
import { QueryTimeoutError } from '../../errors/index.js';
import {
  SUGGESTED,
  type JobCounts,
  type JobsResponse,
  type Neighbours,
  type Suggestions,
} from '../api/index.js';
import { invalid } from '../http/problem.error.js';
import { idOf, queryOf, type Call, type Handlers } from '../input/call.js';
import { JobSearch, readStates } from '../input/job-search.js';
import { iso } from '../views/basics.js';
import { toJobRow, WorkerNames } from '../views/job-row.js';

const SUGGESTIONS = 20;
/** So many pages of one job each are looked through for a neighbour. */
const NEIGHBOUR_PAGES = 3;

/** Lists of jobs. */
@Injectable()
export class JobListHandlers implements Handlers<'jobs' | 'jobCounts' | 'suggest' | 'jobNeighbours'> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly search: JobSearch,
    private readonly recurring: RecurringJobs,
    private readonly clock: DatabaseClock,
  ) {}

  async jobs(call: Call): Promise<JobsResponse> {
    const query = queryOf(call, ['q', 'state', 'cursor', 'limit']);
    const cursor = query.id('cursor') ?? null;
    const limit = query.whole('limit', 1, 200) ?? 50;
    const states = readStates(query.text('state'));
    const { filter, errors } = await this.search.read(query.text('q', 10_000) ?? '', states, call.viewer);
    const at = await this.clock.now();
    const [{ jobs, next, horizon }, count, workers] = await Promise.all([
      this.store.dashboard.search(filter, { limit, cursor, direction: 'older' }),
      cursor === null ? this.count(filter) : null,
      this.store.workers(),
    ]);
    const names = new WorkerNames(workers);
    return {
      at: iso(new Date(at)),
      items: jobs.map((job) => toJobRow(job, names)),
      nextCursor: next,
      count,
      errors,
      horizon,
    };
  }

  async jobCounts(call: Call): Promise<JobCounts> {
    const text = queryOf(call, ['q']).text('q', 10_000) ?? '';
    const { filter, errors } = await this.search.read(text, null, call.viewer);
    return { states: await this.store.dashboard.countByState(filter), errors };
  }

  async suggest(call: Call): Promise<Suggestions> {
    const query = queryOf(call, ['field', 'prefix']);
    const field = query.oneOf('field', SUGGESTED);
    const prefix = query.text('prefix') ?? '';
    switch (field) {
      case undefined:
        throw invalid('field', SUGGESTED.join(', '));
      case 'recurring': {
        const page = await this.recurring.list({ limit: SUGGESTIONS, ...(prefix === '' ? {} : { prefix }) });
        return { items: page.jobs.map(({ id, type }) => ({ value: id, label: type })) };
      }
      case 'batch': {
        const batches = await this.store.dashboard.batches({}, 200, null);
        const found = batches.filter(({ id, name }) => id.startsWith(prefix) || name.startsWith(prefix));
        return { items: found.slice(0, SUGGESTIONS).map(({ id, name }) => ({ value: id, label: name })) };
      }
      default: {
        const names = await this.store.dashboard.suggest(field, prefix, SUGGESTIONS);
        return { items: names.map((value) => ({ value, label: null })) };
      }
    }
  }

  async jobNeighbours(call: Call): Promise<Neighbours> {
    const id = idOf(call);
    const query = queryOf(call, ['q', 'state']);
    const states = readStates(query.text('state'));
    const { filter } = await this.search.read(query.text('q', 10_000) ?? '', states, call.viewer);
    const [newer, older] = await Promise.all([
      this.next(filter, id, 'newer'),
      this.next(filter, id, 'older'),
    ]);
    return { newer, older };
  }

  private async next(filter: SearchFilter, id: string, direction: 'newer' | 'older'): Promise<string | null> {
    let cursor: string | null = id;
    for (let page = 0; page < NEIGHBOUR_PAGES && cursor !== null; page++) {
      const { jobs, next } = await this.store.dashboard.search(filter, { limit: 1, cursor, direction });
      if (jobs[0]) {
        return jobs[0].id;
      }
      cursor = next;
    }
    return null;
  }

  /** A list without its number is better than none. */
  private async count(filter: SearchFilter): Promise<CappedCount | null> {
    try {
      return await this.store.dashboard.count(filter);
    } catch (error) {
      if (error instanceof QueryTimeoutError) {
        return null;
      }
      throw error;
    }
  }
}
