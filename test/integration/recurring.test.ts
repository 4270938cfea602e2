import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext, Recurring } from 'nestfire';
import { describe, expect, it } from 'vitest';
import { startApp } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { useDatabase } from '../support/app.js';
import { eventually } from '../support/eventually.js';

@Injectable()
class Reports {
  static runs: { id: string | null; at: Date | null; args: unknown[] }[] = [];
  constructor(private readonly job: JobContext) {}

  @Recurring('* * * * * *', { id: 'ticks', misfire: 'strict' })
  tick(): void {
    Reports.runs.push({ id: this.job.recurringId, at: this.job.occurrenceAt, args: [] });
  }

  @Recurring('never', { id: 'manual' })
  @BackgroundJob({ queue: 'reports' })
  manual(): string {
    return 'done';
  }

  @BackgroundJob()
  digest(customer: number, since: Date): void {
    Reports.runs.push({ id: this.job.recurringId, at: this.job.occurrenceAt, args: [customer, since] });
  }
}

describeEachDatabase('Recurring jobs', (_kind, create) => {
  it('fires', async () => {
    Reports.runs = [];
    const database = await useDatabase(create);
    const { jobs, monitor } = await startApp(database, [Reports]);
    await eventually(() => Reports.runs.length >= 3);
    const [first] = Reports.runs;
    expect(first!.id).toBe('ticks');
    expect(first!.at!.getMilliseconds()).toBe(0);
    const since = new Date();
    expect(
      await jobs.recurring.addOrUpdate('digest:1', Reports, (r) => r.digest(1, since), {
        cron: '* * * * * *',
      }),
    ).toBe('added');
    expect(
      await jobs.recurring.addOrUpdate('digest:1', Reports, (r) => r.digest(1, since), {
        cron: '* * * * * *',
      }),
    ).toBe('unchanged');
    await eventually(() => Reports.runs.some((run) => run.id === 'digest:1'));
    const handle = await jobs.recurring.trigger('manual');
    expect(await handle!.result()).toBe('done');
    const list = await jobs.recurring.list();
    await jobs.recurring.pause('ticks', { until: '1h', reason: 'x' });
    expect((await jobs.recurring.get('ticks'))!.status).toBe('paused');
    await jobs.recurring.resume('ticks');
    expect((await jobs.recurring.get('ticks'))!.status).toBe('active');
    await expect(jobs.recurring.remove('ticks')).rejects.toThrow('declared');
    expect(await jobs.recurring.remove('digest:1')).toBe(true);
  });
});
