import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobSerializationError } from 'nestfire';
import { map } from 'rxjs';
import { expect, it } from 'vitest';
import { newJob } from '../../lib/testing/contract/fixtures.js';
import { startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';

@Injectable()
class EchoService {
  @BackgroundJob({ name: 'Probe.run' })
  echo(value: unknown) {
    return value;
  }
}

describeEachDatabase('Hostile rows and listeners', (_kind, create) => {
  it.each([
    ['arguments that are not JSON', { args: '[1, oops' }],
    ['arguments that are not a list', { args: '{"a":1}' }],
    ['an unknown tagged value', { args: '[{"$type":"Gun","value":1}]' }],
    ['settings that are not JSON', { settings: '{' }],
    ['settings that are nonsense', { settings: '{"retry":{"attempts":"many"}}' }],
    ['a timeout that is nonsense', { settings: '{"timeout":"soon"}' }],
  ])('[I11] %s end as failed with a reason, and the worker goes on', async (_name, values) => {
    const { store, jobs, monitor } = await startApp(await useDatabase(create), [EchoService]);
    const row = newJob({ args: '[1]', ...values });
    await store.insert([row]);
    expect(await (await jobs.enqueue(EchoService, (echo) => echo.echo('fine'))).result()).toBe('fine');
    await eventually(async () => (await jobs.state(row.id)) === 'failed');
    const job = (await monitor.get(row.id))!;
    expect(job.error).toMatch(/^JobSerializationError: The stored job cannot be read: /);
    expect(job.attempt).toBe(1);
    if ('args' in values) {
      expect(job.unreadable).not.toBeNull();
    }
  });

  it('[I11] a job whose type nobody knows waits, and fails in the end', async () => {
    const { jobs, monitor } = await startApp(await useDatabase(create), [EchoService], {
      worker: { failUnknownAfter: 100 },
    });
    const handle = await jobs.enqueueByName('Gone.run', [1]);
    await eventually(async () => (await handle.state()) === 'failed');
    expect((await monitor.get(handle.id))!.error).toBe('UnknownJobTypeError: No worker knows this job type');
    expect(await (await jobs.enqueue(EchoService, (echo) => echo.echo('fine'))).result()).toBe('fine');
  });

  it('[I10] a subscriber or a logger that throws stops nothing', async () => {
    const { app, events, jobs } = await startApp(await useDatabase(create), [EchoService]);
    const seen: string[] = [];
    events.events$.subscribe(() => {
      throw new Error('subscriber');
    });
    events.events$.pipe(map((event) => event.type)).subscribe((type) => {
      seen.push(type);
      throw new Error('behind an operator');
    });
    const throwing = () => {
      throw new Error('logger');
    };
    app.useLogger({ log: throwing, warn: throwing, error: throwing, debug: throwing });
    const handle = await jobs.enqueue(EchoService, (echo) => echo.echo(1));
    expect(await handle.result()).toBe(1);
    const failing = await jobs.enqueueByName('Probe.run', [1], { timeout: 1, retry: { attempts: 1 } });
    await failing.result().catch(() => undefined);
    expect(await (await jobs.enqueue(EchoService, (echo) => echo.echo(2))).result()).toBe(2);
    app.useLogger(false);
    expect(seen).toContain('succeeded');
  });

  it('one job that cannot be written spoils no other of the same tick', async () => {
    const { jobs } = await startApp(await useDatabase(create), [EchoService]);
    const [good, bad, other] = await Promise.allSettled([
      jobs.enqueue(EchoService, (echo) => echo.echo('good')),
      jobs.enqueue(EchoService, (echo) => echo.echo(() => 1)),
      jobs.enqueue(EchoService, (echo) => echo.echo('other')),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: expect.any(JobSerializationError) });
    expect(good.status === 'fulfilled' && (await good.value.result())).toBe('good');
    expect(other.status === 'fulfilled' && (await other.value.result())).toBe('other');
  });

  it('refuses arguments over the limit, naming it', async () => {
    const { jobs } = await startApp(await useDatabase(create), [EchoService], { maxPayload: 1_000 });
    const enqueue = jobs.enqueue(EchoService, (echo) => echo.echo('x'.repeat(2_000)));
    await expect(enqueue).rejects.toThrow(/2004 bytes and the limit is 1000 \(maxPayload\)/);
  });
});
