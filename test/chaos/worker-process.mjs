// A worker process of its own: plain JavaScript on the built package, so that it can be killed.
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { BackgroundJob, JobContext, JobScheduler, JobsModule, Recurring } from '../../dist/index.js';

const { dataSource: options, worker, pause = 0, ticking = false } = JSON.parse(process.argv[2]);
const effects = await new DataSource(options).initialize();
const numbered = (index) => (options.type === 'postgres' ? `$${index}` : '?');

class EffectService {
  constructor(job) {
    this.job = job;
  }

  /** Leaves a row behind, so that the test can see how often each job has run. */
  async leave(number) {
    const statement = `INSERT INTO effects (number, attempt, pid) VALUES (${numbered(1)}, ${numbered(2)}, ${numbered(3)})`;
    await effects.query(statement, [number, this.job.attempt, process.pid]);
    if (pause > 0) {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return process.pid;
  }

  /** Stands still until the process is killed or thawed, then reports. */
  async hang() {
    process.send({ hanging: this.job.id });
    await new Promise((resolve) => process.once('message', resolve));
    return process.pid;
  }

  /** Holds a row that only one can hold at a time: two at once would fail. */
  async exclusive(number) {
    await effects.query(`INSERT INTO effects (number, attempt, pid) VALUES (-1, 0, ${process.pid})`);
    await effects.query(
      `INSERT INTO effects (number, attempt, pid) VALUES (${Number(number)}, 0, ${process.pid})`,
    );
    await effects.query('DELETE FROM effects WHERE number = -1');
  }

  /** What recurs: its rows are what the test looks at. */
  tick() {}
}
Reflect.defineMetadata('design:paramtypes', [JobContext], EffectService);
const decorate = (decorator, method) =>
  decorator(
    EffectService.prototype,
    method,
    Object.getOwnPropertyDescriptor(EffectService.prototype, method),
  );
for (const method of ['leave', 'hang', 'tick']) {
  decorate(BackgroundJob(), method);
}
decorate(BackgroundJob({ concurrency: 1, retry: { attempts: 1 } }), 'exclusive');
if (ticking) {
  decorate(Recurring('* * * * * *', { id: 'declared', misfire: 'strict' }), 'tick');
}

class AppModule {}
Module({
  imports: [JobsModule.forRoot({ dataSource: options, worker })],
  providers: [EffectService],
})(AppModule);

const app = await NestFactory.createApplicationContext(AppModule, {
  logger: process.env.VERBOSE ? undefined : ['error'],
});
app.enableShutdownHooks();
process.on('message', async (message) => {
  if (message === 'unique') {
    const handles = await Promise.all(
      Array.from({ length: 20 }, () =>
        app.get(JobScheduler).enqueue(EffectService, (service) => service.leave(7), { unique: true }),
      ),
    );
    process.send({ unique: handles.map(({ id, isDuplicate }) => ({ id, isDuplicate })) });
  }
});
process.send({ ready: process.pid });
