import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';
import { JobStore, type BatchInfo } from '../../store/index.js';
import { pageOf } from '../../utils/index.js';
import type { BatchDetail, BatchesResponse } from '../api/index.js';
import { Engine } from '../engine/engine.js';
import { ProblemError } from '../http/problem.error.js';
import { actionOf, bodyOf, idOf, queryOf, type Call, type Handlers } from '../input/call.js';
import { iso } from '../views/basics.js';
import { toBatchView } from '../views/batch-view.js';

const STATES = ['processing', 'succeeded', 'failed', 'cancelled'] as const;
const MAX_INNER = 100;
const MAX_CONTINUATIONS = 100;

/** Batches. */
@Injectable()
export class BatchHandlers implements Handlers<'batches' | 'batch' | 'cancelBatch'> {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  async batches(call: Call): Promise<BatchesResponse> {
    const query = queryOf(call, ['state', 'cursor', 'limit']);
    const limit = query.whole('limit', 1, 200) ?? 50;
    const state = query.oneOf('state', STATES);
    const cursor = query.id('cursor') ?? null;
    const batches = await this.store.dashboard.batches(state ? { state } : {}, limit + 1, cursor);
    const { shown, next } = pageOf(batches, limit);
    const isWhole = cursor === null && next === null;
    return {
      items: shown.map(toBatchView),
      nextCursor: next,
      count: isWhole ? { value: shown.length, capped: false } : null,
    };
  }

  async batch(call: Call): Promise<BatchDetail> {
    queryOf(call, []);
    return this.detail(await this.find(idOf(call)));
  }

  async cancelBatch(call: Call): Promise<BatchDetail> {
    const id = idOf(call);
    const body = bodyOf(call, ['reason']);
    call.audit.about('batch', id);
    const who = actionOf(call, body);
    await this.find(id);
    if (!(await call.audit.deed(() => this.engine.jobs.batches.cancel(id, who)))) {
      throw new ProblemError('state_changed');
    }
    return this.detail(await this.find(id));
  }

  private async find(id: string): Promise<BatchInfo> {
    const batch = await this.store.findBatch(id);
    if (!batch) {
      throw new ProblemError('not_found');
    }
    return batch;
  }

  private async detail(batch: BatchInfo): Promise<BatchDetail> {
    const [now, parent, inner, { parents: _, children }] = await Promise.all([
      this.clock.now(),
      batch.parentId === null ? null : this.store.findBatch(batch.parentId),
      this.store.dashboard.batches({ parentId: batch.id }, MAX_INNER, null),
      this.store.dependencies(batch.id, MAX_CONTINUATIONS + 1),
    ]);
    const waiting = children.slice(0, MAX_CONTINUATIONS);
    const page = { limit: MAX_CONTINUATIONS, cursor: null, direction: 'older' as const };
    const ids = waiting.map(({ childId }) => childId);
    const { jobs } = ids.length > 0 ? await this.store.dashboard.search({ ids }, page) : { jobs: [] };
    return {
      ...toBatchView(batch),
      at: iso(new Date(now)),
      parent: parent && { id: parent.id, name: parent.name },
      batches: inner.map(toBatchView),
      continuations: waiting.map(({ childId, on }) => {
        const job = jobs.find(({ id }) => id === childId);
        return { id: childId, kind: 'job', label: job?.type ?? null, on, state: job?.state ?? null };
      }),
      hasMoreContinuations: children.length > MAX_CONTINUATIONS,
    };
  }
}
