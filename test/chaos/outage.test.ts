import { Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackgroundJob } from 'nestfire';
import type { DataSourceOptions } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { closeAfterTest, startApp } from '../support/app.js';
import type { TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { MariadbServer } from '../support/mariadb-server.js';
import { PostgresServer } from '../support/postgres-server.js';

/** Longer than any lease in this test, so that every worker must come back under a new id. */
const OUTAGE = 15_000;

@Injectable()
class WorkService {
  static runs: number[] = [];

  @BackgroundJob()
  async work(number: number) {
    WorkService.runs.push(number);
    await sleep(20);
    return number;
  }
}

interface Server {
  options: DataSourceOptions;
  stop(): Promise<void>;
  restart(): Promise<void>;
  destroy(): Promise<void>;
}

/** Servers of the test's own: nobody else may be using one that is taken down. */
describe.each([
  ['PostgreSQL', () => PostgresServer.start() as Promise<Server>, true],
  ['MariaDB', () => MariadbServer.start() as Promise<Server>, MariadbServer.isInstalled()],
] as const)('A %s server that goes down', (kind, startServer, isInstalled) => {
  it.runIf(isInstalled)(
    '[I1] stops nothing for good: no crash, no lost job, and work resumes by itself',
    async () => {
      WorkService.runs = [];
      const server = await startServer();
      closeAfterTest(() => server.destroy());
      const database: TestDatabase = { kind, options: server.options, drop: async () => undefined };
      const { jobs, monitor } = await startApp(database, [WorkService], {
        connectTimeout: 1_000,
        worker: { concurrency: 5, lease: 6_000, heartbeatInterval: 1_000 },
      });
      const numbers = Array.from({ length: 300 }, (_, number) => number);
      await jobs.enqueueMany(WorkService, numbers, (service, number) => service.work(number));
      await eventually(() => WorkService.runs.length > 50);

      await server.stop();
      await expect(jobs.enqueue(WorkService, (service) => service.work(-1))).rejects.toThrow();
      await sleep(OUTAGE);
      const started = WorkService.runs.length;
      expect(started).toBeLessThan(300);
      await server.restart();

      await eventually(async () => {
        const { value } = await monitor.count({ states: ['succeeded'] });
        return value === 300;
      }, 60_000);
      expect(new Set(WorkService.runs)).toEqual(new Set(numbers));
      const handle = await jobs.enqueue(WorkService, (service) => service.work(1_000));
      expect(await handle.result()).toBe(1_000);
      expect((await monitor.workers()).filter((worker) => worker.alive)).toHaveLength(1);
    },
  );

  it.runIf(isInstalled)('is waited for at start-up', async () => {
    const server = await startServer();
    closeAfterTest(() => server.destroy());
    await server.stop();
    const database: TestDatabase = { kind, options: server.options, drop: async () => undefined };
    const starting = startApp(database, [WorkService], { connectTimeout: '60s' });
    await sleep(1_500);
    await server.restart();
    const { jobs } = await starting;
    expect(await (await jobs.enqueue(WorkService, (service) => service.work(7))).result()).toBe(7);
  });
});
