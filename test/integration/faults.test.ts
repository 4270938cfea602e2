import { Injectable } from '@nestjs/common';
import { BackgroundJob, type JobStore } from 'nestfire';
import type { Logger } from 'typeorm';
import { expect, it } from 'vitest';
import { openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';

@Injectable()
class GatedService {
  static started = 0;
  static gate = deferred();

  @BackgroundJob()
  async gated() {
    GatedService.started++;
    await GatedService.gate.promise;
    return 'done';
  }

  @BackgroundJob()
  quick() {
    return 'quick';
  }
}

/** The first calls of an operation go wrong after they have done (or without doing) their work. */
function breakFirst<Name extends 'claim' | 'settle'>(
  store: JobStore,
  operation: Name,
  times: number,
  options: { error: Error; afterwards: boolean },
): void {
  const original = store[operation].bind(store) as (argument: unknown) => Promise<unknown>;
  let left = times;
  (store as unknown as Record<string, unknown>)[operation] = async (argument: unknown) => {
    if (left === 0) {
      return original(argument);
    }
    const done = options.afterwards ? await original(argument) : undefined;
    if (Array.isArray(done) && done.length === 0) {
      return done;
    }
    left--;
    throw options.error;
  };
}

const FAST = { heartbeatInterval: 100, lease: 1_000 };

describeEachDatabase('Faults', (kind, create) => {
  async function start(options: Parameters<typeof startApp>[2] = {}) {
    GatedService.started = 0;
    GatedService.gate = deferred();
    const database = await useDatabase(create);
    const reader = await startApp(database, [], { worker: false });
    return { ...(await startApp(database, [GatedService], options)), reader, database };
  }

  it('[I1] a job that its own worker recovers and claims again does not get stuck', async () => {
    const { jobs, monitor, reader } = await start({ worker: FAST });
    const handle = await jobs.enqueue(GatedService, (service) => service.gated());
    await eventually(() => GatedService.started === 1);
    const [worker] = await monitor.workers();
    await reader.store.heartbeat(worker!.id, 1, 0);
    await eventually(() => GatedService.started === 2);
    GatedService.gate.resolve();
    expect(await handle.result()).toBe('done');
    expect(await monitor.get(handle.id)).toMatchObject({
      state: 'succeeded',
      attempt: 1,
      lost: 1,
      claims: 2,
    });
  });

  it('[I1] jobs of a claim whose answer got lost are handed back and run', async () => {
    const { jobs, monitor, store } = await start({ worker: FAST });
    const error = Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
    breakFirst(store, 'claim', 1, { error, afterwards: true });
    const handle = await jobs.enqueue(GatedService, (service) => service.quick());
    expect(await handle.result()).toBe('quick');
    expect(await monitor.get(handle.id)).toMatchObject({ attempt: 1, claims: 2, lost: 0 });
  });

  it('[I1] an outcome that the database refuses for a while is written later, as it is', async () => {
    const { jobs, store } = await start({ worker: FAST });
    const error = Object.assign(new Error('cannot execute UPDATE in a read-only transaction'), {
      code: '25006',
    });
    breakFirst(store, 'settle', 3, { error, afterwards: false });
    const handle = await jobs.enqueue(GatedService, (service) => service.quick());
    expect(await handle.result()).toBe('quick');
  });

  it('[I11] an outcome that the database can never store fails the job with the reason, and no other', async () => {
    const { jobs, monitor, store } = await start({ worker: FAST });
    const original = store.settle.bind(store);
    store.settle = async (outcomes) => {
      if (outcomes.some((outcome) => outcome.kind === 'succeeded' && outcome.result === '"quick"')) {
        throw Object.assign(new Error('invalid byte sequence'), { code: '22021' });
      }
      return original(outcomes);
    };
    const [poison, good] = await Promise.all([
      jobs.enqueue(GatedService, (service) => service.quick()),
      jobs.enqueue(GatedService, (service) => service.gated()),
    ]);
    GatedService.gate.resolve();
    await expect(poison.result()).rejects.toThrow(/invalid byte sequence/);
    expect((await monitor.get(poison.id))!.history.at(-1)!.reason).toBe('The outcome could not be written');
    expect(await good.result()).toBe('done');
  });

  it('[I1] a deletion that rolls back with its savepoint leaves the running job alone', async () => {
    const { jobs, database } = await start();
    const handle = await jobs.enqueue(GatedService, (service) => service.gated());
    await eventually(() => GatedService.started === 1);
    const dataSource = await openDataSource(database);
    await dataSource.transaction(async (outer) => {
      const inner = outer.transaction(async (manager) => {
        await handle.delete({ manager });
        throw new Error('changed my mind');
      });
      await inner.catch(() => undefined);
    });
    GatedService.gate.resolve();
    expect(await handle.result()).toBe('done');
  });

  it.runIf(kind !== 'SQLite')(
    'a TypeORM logger of the application sees none of the engine’s statements',
    async () => {
      const database = await useDatabase(create);
      const refuse = () => {
        throw new Error('not yours');
      };
      const logger: Logger = {
        logQuery: refuse,
        logQueryError: refuse,
        logQuerySlow: refuse,
        logSchemaBuild: refuse,
        logMigration: refuse,
        log: refuse,
      };
      const options = {
        ...database.options,
        logger,
        maxQueryExecutionTime: 0.0001,
      } as typeof database.options;
      const { jobs } = await startApp({ ...database, options }, [GatedService]);
      expect(await (await jobs.enqueue(GatedService, (service) => service.quick())).result()).toBe('quick');
    },
  );
});
