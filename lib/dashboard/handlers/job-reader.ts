import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, type JobStory } from '../../monitor/index.js';
import { JobStore, type Dependency } from '../../store/index.js';
import type { Viewer } from '../access/viewer.js';
import type { JobView, RelationView, ValueNode } from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { Engine } from '../engine/engine.js';
import { ProblemError } from '../http/problem.error.js';
import { attemptsOf } from '../views/attempts.js';
import { iso, isoOrNull } from '../views/basics.js';
import { actionsOf } from '../views/job-actions.js';
import { toJobRow, WorkerNames } from '../views/job-row.js';
import { timelineOf } from '../views/timeline.js';
import { ValueTree } from '../views/value-tree.js';
import { waitingReasons } from '../views/waiting.js';

/** Reads one job, as the viewer may see it. */
@Injectable()
export class JobReader {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  /** @throws {ProblemError} `not_found` */
  async story(id: string): Promise<JobStory> {
    const story = await this.engine.monitor.find(id);
    if (!story) {
      throw new ProblemError('not_found');
    }
    return story;
  }

  async view(id: string, viewer: Viewer): Promise<JobView> {
    return this.describe(await this.story(id), viewer);
  }

  async describe(job: JobStory, viewer: Viewer): Promise<JobView> {
    const [now, workers, pauses, limits, batch, labels] = await Promise.all([
      this.clock.now(),
      this.store.workers(),
      this.engine.jobs.pauses.list(),
      job.state === 'throttled' ? this.engine.jobs.limits.list() : [],
      job.batchId === null ? null : this.store.findBatch(job.batchId),
      this.labelsOf([...job.parents, ...job.children]),
    ]);
    const names = new WorkerNames(workers);
    const relation = (id: string, { kind, on, state }: Dependency): RelationView => ({
      id,
      kind,
      label: labels.get(id)?.label ?? null,
      on,
      state: labels.get(id)?.state ?? state,
    });
    return {
      ...toJobRow(job, names),
      at: iso(new Date(now)),
      ...this.payload(job, viewer),
      claims: job.claims,
      lost: job.lost,
      maxAttempts: job.maxAttempts,
      timeline: timelineOf(job, now, names),
      attempts: attemptsOf(job, names),
      waiting: waitingReasons(job, workers, pauses, limits, viewer.rights.viewArguments),
      parents: job.parents.map((each) => relation(each.parentId, each)),
      children: job.children.map((each) => relation(each.childId, { ...each, kind: 'job' })),
      hasMore: job.hasMore,
      batch: batch && { id: batch.id, name: batch.name },
      recurring:
        job.recurringId === null ? null : { id: job.recurringId, occurrenceAt: isoOrNull(job.occurrenceAt) },
      actions: actionsOf(job.state, viewer, this.options.readOnly),
    };
  }

  private payload(job: JobStory, { rights }: Viewer): Pick<JobView, 'args' | 'result' | 'unreadable'> {
    if (!rights.viewArguments) {
      const hidden: ValueNode = { kind: 'redacted' };
      return {
        args: job.args.map(() => hidden),
        result: job.state === 'succeeded' ? hidden : null,
        unreadable: null,
      };
    }
    const tree = new ValueTree(job.type, this.options.redact);
    return {
      args: job.args.map((arg, index) => tree.build(arg, [String(index)])),
      result: job.state === 'succeeded' ? tree.build(job.result, ['result']) : null,
      unreadable: job.unreadable,
    };
  }

  /** The types and states of jobs, and the names of batches, that are there still. */
  private async labelsOf(
    relations: Dependency[],
  ): Promise<Map<string, { label: string; state: RelationView['state'] }>> {
    const labels = new Map<string, { label: string; state: RelationView['state'] }>();
    const batchIds = new Set(
      relations.filter(({ kind }) => kind === 'batch').map(({ parentId }) => parentId),
    );
    for (const id of batchIds) {
      const batch = await this.store.findBatch(id);
      if (batch) {
        labels.set(id, { label: batch.name, state: batch.state === 'processing' ? null : batch.state });
      }
    }
    const ids = [...new Set(relations.flatMap(({ parentId, childId }) => [parentId, childId]))];
    const jobIds = ids.filter((id) => !batchIds.has(id));
    if (jobIds.length > 0) {
      const page = { limit: jobIds.length, cursor: null, direction: 'older' as const };
      const { jobs } = await this.store.dashboard.search({ ids: jobIds }, page);
      jobs.forEach(({ id, type, state }) => labels.set(id, { label: type, state }));
    }
    return labels;
  }
}
