import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import {
  BackgroundJob,
  JobScheduler,
  JobsModule,
  nestfireMigrations,
  SchemaVersionError,
  StoreUnavailableError,
  UnsupportedDataSourceError,
  type JobRequest,
  type JobsModuleOptions,
  type JobsOptionsFactory,
} from 'nestfire';
import { DataSource } from 'typeorm';
import { SCHEMA_STEPS, SCHEMA_VERSION } from '../../lib/store/typeorm/migrations/steps.js';
import { describe, expect, it } from 'vitest';
import { TypeOrmJobStore } from '../../lib/store/typeorm/index.js';
import { closeAfterTest, openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { freePort } from '../support/free-port.js';

@Injectable()
class PingService {
  @BackgroundJob()
  ping() {
    return 'pong';
  }
}

@Injectable({ scope: Scope.REQUEST })
class ScopedService {
  static instances = 0;
  private readonly number = ++ScopedService.instances;

  constructor(@Inject(REQUEST) private readonly request: JobRequest) {}

  @BackgroundJob()
  who(name: string) {
    return [this.number, this.request.id, this.request.type, name];
  }
}

@Injectable({ scope: Scope.REQUEST })
class ScopedOther {
  @BackgroundJob()
  which() {
    return 'the other';
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class TransientService {
  private calls = 0;

  @BackgroundJob()
  count() {
    return ++this.calls;
  }
}

abstract class Mailer {
  @BackgroundJob()
  send(_to: string): string {
    throw new Error('abstract');
  }
}

@Injectable()
class SmtpMailer extends Mailer {
  @BackgroundJob({ retention: { deleted: '9d', succeeded: Infinity } })
  override send(to: string) {
    return `sent to ${to}`;
  }
}

const pingJob = (jobs: JobScheduler) => jobs.enqueue(PingService, (service) => service.ping());

describeEachDatabase('The module', (kind, create) => {
  it('makes a provider of request or transient scope afresh for each job', async () => {
    const { jobs } = await startApp(await useDatabase(create), [ScopedService, TransientService]);
    ScopedService.instances = 0;
    const one = await jobs.enqueue(ScopedService, (service) => service.who('a'));
    expect(await one.result()).toEqual([1, one.id, 'ScopedService.who', 'a']);
    const two = await jobs.enqueue(ScopedService, (service) => service.who('b'));
    expect(await two.result()).toEqual([2, two.id, 'ScopedService.who', 'b']);
    const counts = await jobs.enqueueMany(TransientService, [1, 2], (service) => service.count());
    expect(await Promise.all(counts.map((handle) => handle.result()))).toEqual([1, 1]);
  });

  it('runs calls of a token’s class by the class that is provided for it', async () => {
    const { jobs } = await startApp(await useDatabase(create), [{ provide: Mailer, useClass: SmtpMailer }]);
    const handle = await jobs.enqueue(Mailer, (mailer) => mailer.send('Ayla'));
    expect(await handle.result()).toBe('sent to Ayla');
    const direct = await jobs.enqueue(SmtpMailer, (mailer) => mailer.send('Bora'));
    expect(await direct.result()).toBe('sent to Bora');
  });

  it('keeps finished and deleted jobs as long as their type says', async () => {
    const { jobs, monitor } = await startApp(await useDatabase(create), [SmtpMailer, PingService]);
    const sent = await jobs.enqueue(SmtpMailer, (mailer) => mailer.send('Ayla'));
    await sent.result({ timeout: '30d' });
    expect((await monitor.get(sent.id))!.expiresAt).toBeNull();
    const days = async (id: string) => {
      const { expiresAt, finishedAt } = (await monitor.get(id))!;
      return (expiresAt!.getTime() - finishedAt!.getTime()) / 86_400_000;
    };
    await sent.delete();
    expect(await days(sent.id)).toBe(9);
    const ping = await pingJob(jobs);
    await ping.result();
    expect(await days(ping.id)).toBe(1);
  });

  it('refuses delays that end never, and reasons that are none', async () => {
    const { jobs } = await startApp(await useDatabase(create), [PingService], { worker: false });
    const ping = await pingJob(jobs);
    await expect(jobs.reschedule(ping, Infinity)).rejects.toThrow(
      /reschedule: when must be at most a hundred years/,
    );
    await expect(jobs.schedule(PingService, (service) => service.ping(), Infinity)).rejects.toThrow(
      /hundred years/,
    );
    await expect(ping.delete({ reason: '\0' })).rejects.toThrow(/The reason of a job action must be a text/);
    await expect(ping.delete({ because: 'x' } as object)).rejects.toThrow(/no option "because"/);
    expect(await ping.state()).toBe('enqueued');
  });

  it('makes a scoped provider of the module that declares the job, whatever others provide under its token', async () => {
    @Module({ providers: [{ provide: 'service', useClass: ScopedService }] })
    class FirstModule {}
    @Module({ providers: [{ provide: 'service', useClass: ScopedOther }] })
    class SecondModule {}
    const { jobs } = await startApp(
      await useDatabase(create),
      [],
      {},
      { imports: [FirstModule, SecondModule] },
    );
    const other = await jobs.enqueue(ScopedOther, (service) => service.which());
    expect(await other.result()).toBe('the other');
    const scoped = await jobs.enqueue(ScopedService, (service) => service.who('a'));
    expect(await scoped.result()).toContain('ScopedService.who');
  });

  it('runs nothing with worker: false, while another process does', async () => {
    const database = await useDatabase(create);
    const web = await startApp(database, [PingService], { worker: false });
    const handle = await pingJob(web.jobs);
    expect(await web.monitor.workers()).toEqual([]);
    const worker = await startApp(database, [PingService], { worker: { name: 'the worker' } });
    expect(await handle.result()).toBe('pong');
    expect(await web.monitor.workers()).toMatchObject([
      { name: 'the worker', alive: true, types: ['PingService.ping'] },
    ]);
    expect(worker.jobs).toBeDefined();
  });

  it('takes the application’s DataSource and leaves it open', async () => {
    const database = await useDatabase(create);
    const dataSource = await openDataSource(database);
    const { app, jobs } = await startApp(database, [PingService], { dataSource });
    expect(await (await pingJob(jobs)).result()).toBe('pong');
    await app.close();
    expect(dataSource.isInitialized).toBe(true);
    expect(await dataSource.query('SELECT 1 AS one')).toHaveLength(1);
  });

  it('migrates once when twenty processes start at once', async () => {
    const database = await useDatabase(create);
    const stores = Array.from(
      { length: 20 },
      () =>
        new TypeOrmJobStore({
          dataSource: database.options,
          names: { prefix: 'nestfire_' },
          migrations: 'auto',
          connectTimeout: 30_000,
        }),
    );
    closeAfterTest(() => Promise.all(stores.map((store) => store.close())));
    await Promise.all(stores.map((store) => store.open()));
    const dataSource = await openDataSource(database);
    expect(await dataSource.query('SELECT version FROM nestfire_schema')).toEqual([
      { version: SCHEMA_VERSION },
    ]);
  });

  it('checks the schema and is migrated by hand with migrations: manual', async () => {
    const database = await useDatabase(create);
    const options = { migrations: 'manual', tablePrefix: 'my_jobs_' } as const;
    await expect(startApp(database, [PingService], options)).rejects.toThrow(
      /at version 0 and this code needs \d+. Run the migrations of nestfireMigrations\(\)/,
    );
    const dataSource = new DataSource({
      ...database.options,
      migrations: nestfireMigrations({ tablePrefix: 'my_jobs_' }),
      migrationsTableName: 'app_migrations',
    } as typeof database.options);
    await dataSource.initialize();
    closeAfterTest(() => dataSource.destroy());
    expect(await dataSource.runMigrations()).toHaveLength(SCHEMA_STEPS.length);
    const { app, jobs } = await startApp(database, [PingService], options);
    expect(await (await pingJob(jobs)).result()).toBe('pong');
    await app.close();

    // What start-up has migrated, migrations pass over.
    await startApp(database, [], { tablePrefix: 'auto_', worker: false });
    const again = new DataSource({
      ...database.options,
      migrations: nestfireMigrations({ tablePrefix: 'auto_' }),
      migrationsTableName: 'other_migrations',
    } as typeof database.options);
    await again.initialize();
    closeAfterTest(() => again.destroy());
    expect(await again.runMigrations()).toHaveLength(SCHEMA_STEPS.length);
  });

  it('migrates the tables of an earlier version', async () => {
    const database = await useDatabase(create);
    const earlier = new DataSource({
      ...database.options,
      migrations: nestfireMigrations().slice(0, 1),
    } as typeof database.options);
    await earlier.initialize();
    closeAfterTest(() => earlier.destroy());
    await earlier.runMigrations();
    const { app, jobs } = await startApp(database, [PingService]);
    expect(await (await pingJob(jobs)).result()).toBe('pong');
    await app.close();

    if (database.kind === 'MariaDB') {
      // A crash after the tables have changed and before the ledger has: the step is made again.
      await earlier.query('UPDATE nestfire_schema SET version = 1');
      await startApp(database, [PingService]);
    }
    expect(await earlier.query('SELECT version FROM nestfire_schema')).toEqual([{ version: SCHEMA_VERSION }]);
  });

  it('refuses a schema newer than the code', async () => {
    const database = await useDatabase(create);
    await (await startApp(database, [], { worker: false })).app.close();
    const dataSource = await openDataSource(database);
    await dataSource.query('UPDATE nestfire_schema SET version = 99');
    await expect(startApp(database, [], { worker: false })).rejects.toThrow(SchemaVersionError);
    await expect(startApp(database, [], { worker: false })).rejects.toThrow(
      /version 99, newer than this code/,
    );
    await expect(startApp(database, [], { worker: false, migrations: 'manual' })).rejects.toThrow(
      SchemaVersionError,
    );
  });

  it.runIf(kind === 'PostgreSQL')('keeps its tables in the schema it is given', async () => {
    const database = await useDatabase(create);
    const { jobs } = await startApp(database, [PingService], { schema: 'My Jobs' });
    expect(await (await pingJob(jobs)).result()).toBe('pong');
    const dataSource = await openDataSource(database);
    const rows = await dataSource.query(`SELECT state FROM "My Jobs".nestfire_job`);
    expect(rows).toEqual([{ state: 'succeeded' }]);
  });
});

describe('The module without a server', () => {
  it('runs on ./jobs.sqlite without any option', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'nestfire-'));
    const before = process.cwd();
    process.chdir(directory);
    try {
      const app = await Test.createTestingModule({
        imports: [JobsModule.forRoot()],
        providers: [PingService],
      }).compile();
      app.useLogger(false);
      await app.init();
      expect(await (await pingJob(app.get(JobScheduler))).result()).toBe('pong');
      await app.close();
    } finally {
      process.chdir(before);
      rmSync(directory, { recursive: true });
    }
  });

  const memory: JobsModuleOptions = { dataSource: { type: 'better-sqlite3', database: ':memory:' } };

  @Injectable()
  class Factory implements JobsOptionsFactory {
    createJobsOptions() {
      return memory;
    }
  }

  @Module({ providers: [Factory], exports: [Factory] })
  class FactoryModule {}

  it.each([
    ['useFactory', JobsModule.forRootAsync({ useFactory: async () => memory })],
    ['useClass', JobsModule.forRootAsync({ useClass: Factory })],
    ['useExisting, imports', JobsModule.forRootAsync({ imports: [FactoryModule], useExisting: Factory })],
    [
      'inject, imports',
      JobsModule.forRootAsync({
        imports: [FactoryModule],
        inject: [Factory],
        useFactory: (factory: Factory) => factory.createJobsOptions(),
      }),
    ],
  ])('takes its options from %s', async (_name, module) => {
    const app = await Test.createTestingModule({ imports: [module], providers: [PingService] }).compile();
    app.useLogger(false);
    await app.init();
    expect(await (await pingJob(app.get(JobScheduler))).result()).toBe('pong');
    await app.close();
  });

  const start = async (options: JobsModuleOptions) => {
    const app = await Test.createTestingModule({ imports: [JobsModule.forRoot(options)] }).compile();
    app.useLogger(false);
    closeAfterTest(() => app.close());
    return app.init();
  };

  it('refuses to share an in-memory database', async () => {
    const dataSource = await new DataSource({ type: 'better-sqlite3', database: ':memory:' }).initialize();
    closeAfterTest(() => dataSource.destroy());
    await expect(start({ dataSource })).rejects.toThrow(UnsupportedDataSourceError);
  });

  it('refuses other drivers by name', async () => {
    const dataSource = { type: 'mssql', host: '127.0.0.1' } as JobsModuleOptions['dataSource'];
    await expect(start({ dataSource })).rejects.toThrow(
      'The TypeORM driver "mssql" is not supported. Supported: better-sqlite3, postgres, mysql, mariadb.',
    );
  });

  it('says which database is down once connectTimeout is over', async () => {
    const port = await freePort();
    const dataSource = { type: 'postgres', host: '127.0.0.1', port, username: 'x', database: 'x' } as const;
    const started = start({ dataSource, connectTimeout: 700 });
    await expect(started).rejects.toThrow(StoreUnavailableError);
    await expect(started).rejects.toThrow(/within 700 ms \(connectTimeout\).*ECONNREFUSED/);
  });
});
