import { AsyncLocalStorage } from 'node:async_hooks';
import { JobHookError, NonRetryableJobError, type CreatedJob, type JobHooks } from 'nestfire';
import { describe, expect, it } from 'vitest';
import { HookRunner } from '../../../lib/hooks/index.js';
import { resolveOptions } from '../../../lib/jobs.options.js';

const job = {} as CreatedJob;

function runner(hookTimeout = 10_000): HookRunner {
  return new HookRunner(resolveOptions({ worker: false, hookTimeout }));
}

function hook(onCreated: JobHooks['onCreated']) {
  return { name: 'AuditHooks', instance: { onCreated } };
}

describe('HookRunner', () => {
  it('has nothing to wait for when the hook is synchronous', () => {
    expect(
      runner().call(
        hook(() => undefined),
        'onCreated',
        'Mail.send',
        job,
      ),
    ).toBeUndefined();
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no\nroom'))],
    [
      'throws at once',
      () => {
        throw new Error('no\nroom');
      },
    ],
  ])('names the hook and the job type when it %s', async (_, onCreated) => {
    const failure = (async () => runner().call(hook(onCreated), 'onCreated', 'Mail.send', job))();
    const error: unknown = await failure.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(JobHookError);
    expect(error).toMatchObject({
      hook: 'AuditHooks.onCreated',
      type: 'Mail.send',
      message: 'The hook AuditHooks.onCreated threw Error: no room, for a job of the type Mail.send',
      cause: new Error('no\nroom'),
      permanent: false,
    });
  });

  it('is permanent when what was thrown is', () => {
    const fail = () => {
      throw new NonRetryableJobError('never');
    };
    const call = () => runner().call(hook(fail), 'onCreated', 'Mail.send', job);
    expect(call).toThrow(expect.objectContaining({ permanent: true }));
  });

  it('gives up a hook that hangs, whatever it does later', async () => {
    let reject!: (error: Error) => void;
    const hanging = hook(() => new Promise((_, refuse) => (reject = refuse)));
    const call = runner(5).call(hanging, 'onCreated', 'Mail.send', job);
    await expect(call).rejects.toThrow('took longer than 5 ms (hookTimeout)');
    reject(new Error('too late to be an unhandled rejection'));
  });

  it('says whether a hook that is told did its work', async () => {
    const fail = hook(() => Promise.reject(new Error('no')));
    expect(await runner().tell(fail, 'onCreated', 'Mail.send', job)).toBe(false);
    expect(
      await runner().tell(
        hook(() => undefined),
        'onCreated',
        'Mail.send',
        job,
      ),
    ).toBe(true);
  });

  it('leaves the caller in what the hook has entered before its first await', async () => {
    const storage = new AsyncLocalStorage<string>();
    const entering = hook(async () => {
      storage.enterWith('entered');
      await Promise.resolve();
    });
    await storage.run('outside', async () => {
      await runner().call(entering, 'onCreated', 'Mail.send', job);
      expect(storage.getStore()).toBe('entered');
    });
  });
});
