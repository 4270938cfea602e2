import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';
import { JobStore } from '../../store/index.js';
import {
  METRICS,
  GROUPS,
  PERCENTILES,
  RANGES,
  type Overview,
  type ProblemsResponse,
  type SeriesResponse,
  type Stats,
} from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { Health } from '../engine/health.js';
import { Snapshots } from '../engine/snapshot.js';
import { invalid } from '../http/problem.error.js';
import { queryOf, type Call, type Handlers } from '../input/call.js';
import { iso } from '../views/basics.js';
import { RANGE_MS, toSeries } from '../views/series.js';
import { toStats } from '../views/stats.js';
import { FailureHandlers } from './failure.handlers.js';
import { RecurringHandlers } from './recurring.handlers.js';

const TOP = 5;

/** Whether everything is well, and what to look at next. */
@Injectable()
export class OverviewHandlers implements Handlers<'overview' | 'stats' | 'series' | 'problems'> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly snapshots: Snapshots,
    private readonly health: Health,
    private readonly failing: FailureHandlers,
    private readonly recurring: RecurringHandlers,
    private readonly clock: DatabaseClock,
  ) {}

  async overview(call: Call): Promise<Overview> {
    queryOf(call, []);
    const [stats, { groups, types }, nextRecurring, first] = await Promise.all([
      this.readStats(),
      this.failing.list('24h'),
      this.recurring.soonest(TOP),
      this.store.dashboard.search({}, { limit: 1, cursor: null, direction: 'older' }),
    ]);
    return {
      stats,
      failures: groups.slice(0, TOP),
      failingTypes: types.slice(0, TOP),
      nextRecurring,
      isEmpty: first.jobs.length === 0,
    };
  }

  async stats(call: Call): Promise<Stats> {
    queryOf(call, []);
    return this.readStats();
  }

  async readStats(): Promise<Stats> {
    return toStats(await this.snapshots.take(), await this.health.problems());
  }

  async problems(call: Call): Promise<ProblemsResponse> {
    queryOf(call, []);
    return { at: iso(new Date(await this.clock.now())), items: await this.health.problems() };
  }

  async series(call: Call): Promise<SeriesResponse> {
    const query = queryOf(call, ['metric', 'range', 'group', 'percentile', 'queue', 'type', 'top']);
    const metric = query.oneOf('metric', METRICS);
    const range = query.oneOf('range', RANGES);
    if (!metric || !range) {
      throw invalid(metric ? 'range' : 'metric', (metric ? RANGES : METRICS).join(', '));
    }
    const group = query.oneOf('group', GROUPS) ?? 'none';
    const [queue, type] = [query.text('queue', 100), query.text('type')];
    const now = await this.clock.now();
    const report = await this.engine.monitor.metrics({
      from: new Date(now - RANGE_MS[range]),
      to: new Date(now),
      top: query.whole('top', 1, 12) ?? 7,
      ...(group === 'none' ? {} : { groupBy: group }),
      ...(queue ? { queues: [queue] } : {}),
      ...(type ? { types: [type] } : {}),
    });
    return toSeries(report, metric, query.oneOf('percentile', PERCENTILES) ?? 'p95', group);
  }
}
