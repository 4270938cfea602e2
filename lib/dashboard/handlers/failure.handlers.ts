import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';
import { JobStore, type SearchFilter } from '../../store/index.js';
import {
  FAILURE_RANGES,
  type FailureDetail,
  type FailureRange,
  type FailuresResponse,
} from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { ProblemError } from '../http/problem.error.js';
import { queryOf, type Call, type Handlers } from '../input/call.js';
import { iso } from '../views/basics.js';
import { toErrorView } from '../views/error-view.js';
import { failingTypes, toFailureGroup, TREND_STEP } from '../views/failures.js';
import { toJobRow, WorkerNames } from '../views/job-row.js';
import { RANGE_MS } from '../views/series.js';

const GROUPS = 200;
const JOBS = 20;

/** Failures that look the same, as groups. */
@Injectable()
export class FailureHandlers implements Handlers<'failures' | 'failure'> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  async failures(call: Call): Promise<FailuresResponse> {
    const query = queryOf(call, ['range', 'by', 'type']);
    query.oneOf('by', ['error', 'type']);
    return this.list(query.oneOf('range', FAILURE_RANGES) ?? '24h', query.text('type'));
  }

  async list(range: FailureRange, type?: string): Promise<FailuresResponse> {
    const now = await this.clock.now();
    const from = now - RANGE_MS[range];
    const records = await this.engine.monitor.failures({
      range,
      limit: GROUPS,
      ...(type ? { types: [type] } : {}),
    });
    return {
      at: iso(new Date(now)),
      range,
      stepMs: TREND_STEP,
      groups: records.map((record) => toFailureGroup(record, from)),
      types: await failingTypes(records, now, RANGE_MS[range], this.engine.monitor),
    };
  }

  async failure(call: Call): Promise<FailureDetail> {
    const range = queryOf(call, ['range']).oneOf('range', FAILURE_RANGES) ?? '24h';
    const fingerprint = call.request.params.fingerprint ?? '';
    const [record] = await this.engine.monitor.failures({
      range: '7d',
      fingerprints: [fingerprint],
    });
    if (!record) {
      throw new ProblemError('not_found');
    }
    const filter: SearchFilter = { states: ['failed'], fingerprints: [fingerprint] };
    const [now, { jobs }, failed, error, workers] = await Promise.all([
      this.clock.now(),
      this.store.dashboard.search(filter, { limit: JOBS, cursor: null, direction: 'older' }),
      this.store.dashboard.count(filter),
      this.store.lastError(record.jobId),
      this.store.workers(),
    ]);
    const names = new WorkerNames(workers);
    return {
      at: iso(new Date(now)),
      group: toFailureGroup(record, now - RANGE_MS[range]),
      stepMs: TREND_STEP,
      error: error ? toErrorView(error) : null,
      failed,
      jobs: jobs.map((job) => toJobRow(job, names)),
    };
  }
}
