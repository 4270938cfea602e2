import { Injectable } from '@nestjs/common';
import {
  BackgroundJob,
  JobHookError,
  JobsOptionsError,
  JobVetoedError,
  UseJobHooks,
  type CreatedJob,
  type JobCreation,
  type JobHooks,
} from 'nestfire';
import { beforeEach, expect, it } from 'vitest';
import { openDataSource, startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';
import { deferred, eventually } from '../support/eventually.js';
import { captureLogs } from '../support/logs.js';

let onCreating: (creation: JobCreation) => void | Promise<void> = () => undefined;
let onCreated: (job: CreatedJob) => void | Promise<void> = () => undefined;
const created: CreatedJob[] = [];

class Policy implements JobHooks {
  onCreating(creation: JobCreation) {
    return onCreating(creation);
  }

  async onCreated(job: CreatedJob) {
    created.push(job);
    await onCreated(job);
  }
}

@Injectable()
@UseJobHooks(Policy)
class Mail {
  @BackgroundJob()
  send(to: string, copies: number): string {
    return `${copies} to ${to}`;
  }

  @BackgroundJob({ unique: { onConflict: 'ignore' } })
  remind(to: string): string {
    return to;
  }
}

/** Without hooks of its own. */
@Injectable()
class Plain {
  @BackgroundJob()
  run(): void {}
}

/** A class that this process has no provider of. */
@UseJobHooks(Policy)
class Elsewhere {
  @BackgroundJob()
  run(_text: string): void {}
}

beforeEach(() => {
  onCreating = () => undefined;
  onCreated = () => undefined;
  created.length = 0;
});

/** Vetoes what is sent to this address. */
function vetoOf(address: string) {
  return async (creation: JobCreation) => {
    await Promise.resolve();
    if (creation.args[0] === address) {
      creation.veto(`${address} is blocked`);
    }
  };
}

describeEachDatabase('Hooks around the making of jobs', (_kind, create) => {
  const start = async (hookTimeout = 10_000) =>
    startApp(await useDatabase(create), [Mail, Plain], { worker: false, hookTimeout });

  const all = async ({ monitor }: Awaited<ReturnType<typeof start>>) => (await monitor.list()).jobs;

  it('change the arguments, the queue, the priority, the time and the tags', async () => {
    const app = await start();
    onCreating = async (creation) => {
      await Promise.resolve();
      creation.args = [...(creation.args as [string]), 3];
      creation.args[0] = String(creation.args[0]).toLowerCase();
      creation.queue = 'bulk';
      creation.priority = 7;
      creation.delay = '1h';
      creation.tags.push('seen', 'seen');
    };
    const args = ['ADA'] as unknown as [string, number];
    const job = await app.jobs.enqueue(Mail, (mail) => mail.send(...args), { tags: ['own'] });
    const details = (await app.monitor.get(job.id))!;
    expect(details).toMatchObject({ queue: 'bulk', priority: 7, state: 'scheduled', tags: ['own', 'seen'] });
    expect(details.args).toEqual(['ada', 3]);
    expect(details.runAt.getTime() - details.createdAt.getTime()).toBe(3_600_000);
    expect(args).toEqual(['ADA']);

    const at = new Date(Date.now() + 86_400_000);
    onCreating = (creation) => void Object.assign(creation, { delay: null, at });
    const later = await app.jobs.schedule(Mail, (mail) => mail.send('bob', 1), '5m');
    expect((await app.monitor.get(later.id))!.runAt).toEqual(at);
  });

  it('are told of every job, with what is known of it', async () => {
    const { jobs, monitor } = await start();
    const seen: [string, boolean, boolean][] = [];
    onCreating = ({ args, batchId, isContinuation }) =>
      void seen.push([args[0] as string, batchId !== null, isContinuation]);
    const first = await jobs.enqueue(Mail, (mail) => mail.send('one', 1));
    await jobs.enqueueMany(Mail, ['two', 'three'], (mail, to) => mail.send(to, 1));
    await jobs.enqueueByName('Mail.send', ['four', 1]);
    await jobs.continueWith(first, Mail, (mail, text) => mail.send(text, 1));
    const batch = await jobs.batch('mails', (mails) => {
      const five = mails.enqueue(Mail, (mail) => mail.send('five', 1));
      mails.batch('inner', (inner) => inner.continueWith(five, Mail, (mail) => mail.send('six', 1)));
    });
    expect(seen).toEqual([
      ['one', false, false],
      ['two', false, false],
      ['three', false, false],
      ['four', false, false],
      [null, false, true],
      ['five', true, false],
      ['six', true, true],
    ]);
    await eventually(() => created.length === 7);
    expect(created[0]).toMatchObject({ id: first.id, type: 'Mail.send', args: ['one', 1], queue: 'default' });
    expect(created[5]).toMatchObject({ batchId: batch.id, isContinuation: false });
    expect((await monitor.list()).jobs).toHaveLength(7);
  });

  it('veto a job, and with it everything that was to be written at once', async () => {
    const app = await start();
    const { jobs } = app;
    onCreating = vetoOf('mallory');
    const veto = jobs.enqueue(Mail, (mail) => mail.send('mallory', 1));
    await expect(veto).rejects.toThrow(JobVetoedError);
    await expect(veto).rejects.toMatchObject({
      hook: 'Policy',
      type: 'Mail.send',
      reason: 'mallory is blocked',
      message: 'The hook Policy has vetoed a job of the type Mail.send: mallory is blocked',
    });
    const people = ['ada', 'mallory', 'bob'];
    await expect(jobs.enqueueMany(Mail, people, (mail, to) => mail.send(to, 1))).rejects.toThrow(
      JobVetoedError,
    );
    await expect(jobs.enqueueMany(Mail, people, (mail, to) => mail.remind(to))).rejects.toThrow(
      JobVetoedError,
    );
    const inBatch = jobs.batch('mails', (batch) => {
      batch.enqueue(Plain, (plain) => plain.run());
      batch.batch('inner', (inner) => inner.enqueue(Mail, (mail) => mail.send('mallory', 1)));
    });
    await expect(inBatch).rejects.toThrow(JobVetoedError);
    expect(await all(app)).toEqual([]);
    expect(created).toEqual([]);

    const parent = await jobs.enqueue(Plain, (plain) => plain.run());
    const child = jobs.continueWith(parent, Mail, (mail) => mail.send('mallory', 1));
    await expect(child).rejects.toThrow(JobVetoedError);
    const byName = jobs.enqueueByName('Mail.send', ['mallory', 1], { delay: '1h' });
    await expect(byName).rejects.toThrow(JobVetoedError);
    expect(await all(app)).toMatchObject([{ id: parent.id }]);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no policy')), /threw Error: no policy/],
    ['hangs', () => deferred().promise, /took longer than 20 ms \(hookTimeout\)/],
    [
      'gives it arguments that cannot be stored',
      (creation: JobCreation) => void (creation.args = [() => undefined]),
      /made it one that cannot be written: JobSerializationError/,
    ],
    [
      'gives it a queue that cannot be',
      (creation: JobCreation) => void (creation.queue = ''),
      /JobsOptionsError: queue must be a text of 1 to 100 characters/,
    ],
    [
      'gives it two times',
      (creation: JobCreation) => void Object.assign(creation, { delay: 1, at: new Date() }),
      /give either delay or at, not both/,
    ],
  ])('refuse the job when one %s', async (_, hook, message) => {
    const app = await start(20);
    onCreating = hook;
    const job = app.jobs.enqueue(Mail, (mail) => mail.send('ada', 1));
    await expect(job).rejects.toThrow(JobHookError);
    await expect(job).rejects.toMatchObject({
      hook: 'Policy.onCreating',
      message: expect.stringMatching(message),
    });
    await expect(
      app.jobs.batch('one', (batch) => batch.enqueue(Mail, (mail) => mail.send('ada', 1))),
    ).rejects.toThrow(JobHookError);
    expect(await all(app)).toEqual([]);
  });

  it('decide with the arguments by which a job is unique', async () => {
    const app = await start();
    onCreating = (creation) => void (creation.args = [String(creation.args[0]).toLowerCase()]);
    const first = await app.jobs.enqueue(Mail, (mail) => mail.remind('Ada'));
    const second = await app.jobs.enqueue(Mail, (mail) => mail.remind('ADA'));
    expect(second.id).toBe(first.id);
    await eventually(() => created.length === 1);
    await app.app.close();
    expect(created).toHaveLength(1);
  });

  it('are told only of what has committed', async () => {
    const database = await useDatabase(create);
    const { jobs } = await startApp(database, [Mail], { worker: false });
    const dataSource = await openDataSource(database);
    const rolledBack = dataSource.transaction(async (manager) => {
      await jobs.enqueue(Mail, (mail) => mail.send('nobody', 1), { manager });
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    await dataSource.transaction(async (manager) => {
      await jobs.enqueue(Mail, (mail) => mail.send('ada', 1), { manager });
      expect(created).toEqual([]);
    });
    await eventually(() => created.length > 0);
    expect(created).toMatchObject([{ args: ['ada', 1] }]);
  });

  it('change nothing by failing afterwards, which is logged', async () => {
    const { app, jobs } = await start(20);
    const logs = captureLogs(app);
    onCreated = ({ args }) =>
      args[0] === 'hang' ? deferred().promise : Promise.reject(new Error('no audit'));
    await jobs.enqueue(Mail, (mail) => mail.send('fail', 1));
    await jobs.enqueue(Mail, (mail) => mail.send('hang', 1));
    await eventually(() => logs.length === 2);
    expect(logs.toSorted()).toEqual([
      'error: The hook Policy.onCreated threw Error: no audit, for a job of the type Mail.send',
      'error: The hook Policy.onCreated took longer than 20 ms (hookTimeout), for a job of the type Mail.send',
    ]);
  });

  it('are waited for when the application stops', async () => {
    const { app, jobs } = await start();
    const gate = deferred();
    let hasEnded = false;
    onCreated = async () => {
      await gate.promise;
      hasEnded = true;
    };
    await jobs.enqueue(Mail, (mail) => mail.send('ada', 1));
    const closed = app.close().then(() => hasEnded);
    gate.resolve();
    expect(await closed).toBe(true);
  });

  it('are called where the class of the job is known but not provided, or refuse it', async () => {
    const database = await useDatabase(create);
    onCreating = vetoOf('mallory');
    const { jobs } = await startApp(database, [], { worker: false });
    await expect(jobs.enqueue(Elsewhere, (other) => other.run('mallory'))).rejects.toThrow(JobVetoedError);
    await jobs.enqueue(Elsewhere, (other) => other.run('ada'));

    @Injectable()
    class Demanding {
      constructor(readonly plain: Plain) {}
      onCreating() {}
    }
    @UseJobHooks(Demanding)
    class Other {
      @BackgroundJob()
      run(): void {}
    }
    const refused = jobs.enqueue(Other, (other) => other.run());
    await expect(refused).rejects.toThrow(JobsOptionsError);
    await expect(refused).rejects.toThrow('The job hooks Demanding could not be made');
  });
});
