import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { BackgroundJob, JobContext, JobMonitor, JobScheduler, JobsModule } from 'nestfire';
import { expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.js';

@Injectable()
class MathService {
  constructor(private readonly job: JobContext) {}
  @BackgroundJob()
  async add(a: number, b: number) {
    this.job.log('adding');
    return a + b;
  }
  @BackgroundJob({ retry: { attempts: 2, backoff: { fixed: 10 } } })
  async flaky() {
    if (this.job.attempt < 2) throw new Error('once');
    return new Date(5);
  }
}

describeEachDatabase('Smoke', (_kind, create) => {
  it('runs', async () => {
    const database = await create();
    const ref = await Test.createTestingModule({
      imports: [JobsModule.forRoot({ dataSource: database.options })],
      providers: [MathService],
    }).compile();
    await ref.init();
    const jobs = ref.get(JobScheduler);
    const a = await jobs.enqueue(MathService, (math) => math.add(1, 2), { tags: ['x'] });
    expect(await a.result()).toBe(3);
    const f = await jobs.enqueue(MathService, (math) => math.flaky());
    expect(await f.result()).toEqual(new Date(5));
    const d = await ref.get(JobMonitor).get(f.id);
    const many = await jobs.enqueueMany(MathService, Array.from({ length: 5000 }, (_, i) => i), (m, i) => m.add(i, 1));
    const t = performance.now();
    await many.at(-1)!.result();
    console.log(_kind, '5000 in', performance.now() - t);
    const s = await jobs.schedule(MathService, (m) => m.add(1, 1), 300);
    expect(await s.state()).toBe('scheduled');
    const t2 = performance.now();
    await s.result();
    console.log('scheduled 300 took', performance.now() - t2);
    await ref.close();
    await database.drop();
  });
});
