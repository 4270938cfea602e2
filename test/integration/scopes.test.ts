import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, Scope } from '@nestjs/common';
import {
  ContextIdFactory,
  REQUEST,
  type ContextId,
  type ContextIdStrategy,
  type HostComponentInfo,
} from '@nestjs/core';
import { BackgroundJob, UseJobHooks, type JobHooks, type JobRequest } from 'nestfire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';

/** Jobs with the same first tag share their durable providers. */
class PerTenant implements ContextIdStrategy<JobRequest> {
  private readonly tenants = new Map<string, ContextId>();

  attach(contextId: ContextId, request: JobRequest) {
    const tenant = request.tags[0]!;
    const shared = this.tenants.get(tenant) ?? { id: this.tenants.size + 1 };
    this.tenants.set(tenant, shared);
    return {
      resolve: ({ isTreeDurable }: HostComponentInfo) => (isTreeDurable ? shared : contextId),
      payload: { tenant },
    };
  }
}

interface Tenant {
  tenant: string;
}

@Injectable({ scope: Scope.REQUEST, durable: true })
class Connection {
  static made = 0;
  readonly number = ++Connection.made;
  uses = 0;

  constructor(@Inject(REQUEST) readonly tenant: Tenant) {}
}

/** Depends on nothing that is made for each job, and so is durable itself. */
@Injectable()
class DurableJobs {
  private calls = 0;

  constructor(private readonly connection: Connection) {}

  @BackgroundJob()
  run() {
    const { number, tenant } = this.connection;
    return { number, tenant: tenant.tenant, calls: ++this.calls, uses: ++this.connection.uses };
  }
}

@Injectable({ scope: Scope.REQUEST })
class ScopedJobs {
  private calls = 0;

  constructor(
    private readonly connection: Connection,
    @Inject(REQUEST) private readonly request: JobRequest & Tenant,
  ) {}

  @BackgroundJob()
  run() {
    const { id, type, attempt, tenant } = this.request;
    return { calls: ++this.calls, id, type, attempt, tenant, number: this.connection.number };
  }
}

const first = new AsyncLocalStorage<string>();
const second = new AsyncLocalStorage<string>();
const own = new AsyncLocalStorage<string>();
let gates: ReturnType<typeof deferred>[] = [];
/** What each moment has found in the storages. */
let found: Record<string, unknown[]> = {};

const stores = () => [first.getStore(), second.getStore(), own.getStore()];

class Entering implements JobHooks {
  async onPerforming({ id }: JobRequest) {
    (found[id] ??= []).push(stores());
    first.enterWith(`first ${id}`);
    await Promise.resolve();
  }

  onPerformed({ id }: JobRequest) {
    found[id]!.push(stores());
  }

  onStateApplied({ job: { id } }: { job: Pick<JobRequest, 'id'> }) {
    found[id]!.push(stores());
  }
}

class EnteringLater implements JobHooks {
  onPerforming({ id }: JobRequest) {
    second.enterWith(`second ${id}`);
  }
}

@Injectable()
class Entrant {
  /** Enters a storage and says what it was in before. */
  @UseJobHooks(Entering, EnteringLater)
  @BackgroundJob()
  async hooked(gate?: number): Promise<unknown> {
    const before = stores();
    own.enterWith(`own ${before.join()}`);
    await (gate === undefined ? undefined : gates[gate]!.promise);
    return { before, after: stores() };
  }

  @BackgroundJob()
  async plain(): Promise<unknown> {
    const before = stores();
    own.enterWith('plain');
    await Promise.resolve();
    return before;
  }

  @BackgroundJob()
  atOnce(): unknown {
    const before = stores();
    own.enterWith('at once');
    return before;
  }
}

const NOTHING = [undefined, undefined, undefined];

beforeEach(() => {
  gates = [deferred(), deferred()];
  found = {};
  Connection.made = 0;
});

afterEach(() => ContextIdFactory.apply(undefined as unknown as ContextIdStrategy));

describeEachDatabase('Scopes', (_kind, create) => {
  it('durable providers are shared by the jobs of a tenant, whose payload is their REQUEST', async () => {
    ContextIdFactory.apply(new PerTenant());
    const { jobs } = await startApp(await useDatabase(create), [Connection, DurableJobs, ScopedJobs]);
    const results: Record<string, unknown>[] = [];
    for (const tenant of ['acme', 'other', 'acme']) {
      const job = await jobs.enqueue(DurableJobs, (service) => service.run(), { tags: [tenant] });
      results.push((await job.result()) as Record<string, unknown>);
    }
    expect(results).toEqual([
      { number: 1, tenant: 'acme', calls: 1, uses: 1 },
      { number: 2, tenant: 'other', calls: 1, uses: 1 },
      { number: 1, tenant: 'acme', calls: 2, uses: 2 },
    ]);

    // What is made for each job has a durable provider of its tenant, and the job as its REQUEST.
    const scoped = await jobs.enqueueMany(ScopedJobs, [1, 2], (service) => service.run(), { tags: ['acme'] });
    for (const job of scoped) {
      const about = { id: job.id, type: 'ScopedJobs.run', attempt: 1, tenant: 'acme' };
      expect(await job.result()).toEqual({ calls: 1, number: 1, ...about });
    }
    expect(Connection.made).toBe(2);
  });

  it('what hooks enter reaches the next hook, the handler and the way back, and no other job', async () => {
    const { jobs } = await startApp(await useDatabase(create), [Entrant], { worker: { concurrency: 1 } });
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      const job = await jobs.enqueue(Entrant, (entrant) => entrant.hooked());
      const entered = [`first ${job.id}`, `second ${job.id}`];
      expect(await job.result()).toEqual({
        before: [...entered, undefined],
        after: [...entered, `own ${[...entered, ''].join()}`],
      });
      ids.push(job.id);
      await eventually(() => found[job.id]?.length === 3);
      expect(found[job.id]).toEqual([NOTHING, [...entered, `own ${[...entered, ''].join()}`], NOTHING]);
    }
    expect(new Set(ids).size).toBe(3);
  });

  it('nothing leaks into the jobs that are started when one ends, one by one or side by side', async () => {
    for (const concurrency of [1, 4]) {
      const { jobs, app } = await startApp(await useDatabase(create), [Entrant], { worker: { concurrency } });
      const results = await Promise.all(
        [
          ...(await jobs.enqueueMany(Entrant, [1, 2, 3, 4, 5, 6], (entrant) => entrant.plain())),
          ...(await jobs.enqueueMany(Entrant, [1, 2, 3, 4, 5, 6], (entrant) => entrant.atOnce())),
        ].map((job) => job.result()),
      );
      expect(results).toEqual(Array.from({ length: 12 }, () => NOTHING));
      await app.close();
    }
  });

  it('jobs that run at once keep what is theirs', async () => {
    const { jobs } = await startApp(await useDatabase(create), [Entrant]);
    const running = await jobs.enqueueMany(Entrant, [0, 1], (entrant, gate) => entrant.hooked(gate));
    await eventually(() => Object.keys(found).length === 2);
    gates[1]!.resolve(undefined);
    gates[0]!.resolve(undefined);
    for (const job of running) {
      const entered = [`first ${job.id}`, `second ${job.id}`];
      expect(await job.result()).toMatchObject({ after: [...entered, `own ${[...entered, ''].join()}`] });
    }
    expect(stores()).toEqual(NOTHING);
  });

  it('a request from which a job comes is not where it runs', async () => {
    const { jobs } = await startApp(await useDatabase(create), [Entrant]);
    const job = await first.run('the request', () => jobs.enqueue(Entrant, (entrant) => entrant.plain()));
    expect(await job.result()).toEqual(NOTHING);
  });
});
