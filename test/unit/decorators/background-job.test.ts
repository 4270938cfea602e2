import { describe, expect, it } from 'vitest';
import { backgroundJobOptions, BackgroundJob } from '../../../lib/decorators/index.js';
import { JobsOptionsError } from '../../../lib/errors/index.js';
import type { BackgroundJobOptions } from '../../../lib/interfaces/index.js';

class Mail {
  send() {}
}

describe('@BackgroundJob()', () => {
  it('marks the method and leaves it as it is', () => {
    class Service {
      @BackgroundJob({ queue: 'mail' })
      add(a: number, b: number) {
        return a + b;
      }
      plain() {}
    }
    expect(new Service().add(1, 2)).toBe(3);
    expect(backgroundJobOptions(Service.prototype.add)).toEqual({ queue: 'mail' });
    expect(backgroundJobOptions(Service.prototype.plain)).toBeUndefined();
  });

  it.each([undefined, null, 1, 'text', {}])('knows that %s is no decorated method', (value) => {
    expect(backgroundJobOptions(value)).toBeUndefined();
  });

  it.each(['property', 'accessor', 'anything else'])(
    'refuses to go on something that is no method: %s',
    (kind) => {
      const descriptor = { property: undefined, accessor: { get: () => 1 } }[kind] ?? { value: 5 };
      const decorate = () => BackgroundJob()(Mail.prototype, 'send', descriptor as PropertyDescriptor);
      expect(decorate).toThrow(JobsOptionsError);
      expect(decorate).toThrow('@BackgroundJob() goes on a method; Mail.send is none');
    },
  );

  it('accepts every option', () => {
    expect(() =>
      BackgroundJob({
        name: 'mail.send',
        aliases: ['Mail.send'],
        queue: 'mail',
        priority: -1,
        timeout: '30s',
        retry: { attempts: 5, backoff: (attempt) => attempt * 1_000 },
        retention: { succeeded: 0, failed: Infinity, deleted: '1h' },
      }),
    ).not.toThrow();
  });

  it.each([
    ['default' as const],
    [{ fixed: '5s' as const }],
    [{ exponential: 100, factor: 1.5, max: '1h' as const }],
    [{ exponential: '1s' as const }],
    [{ delays: ['1s' as const, 5_000, '1m' as const] }],
  ])('accepts the back-off %j', (backoff) => {
    expect(() => BackgroundJob({ retry: { backoff } })).not.toThrow();
  });

  it.each([
    ['an unknown option', { que: 'mail' }, '@BackgroundJob() has no option "que"; it knows queue, priority'],
    ['an option of calls', { delay: 5 }, 'has no option "delay"'],
    ['an empty name', { name: '' }, 'name must be a text of 1 to 255 characters'],
    ['a long name', { name: 'n'.repeat(256) }, 'name must be a text of 1 to 255 characters'],
    ['aliases that are no list', { aliases: 'Old.name' }, 'aliases must be a list of up to 100 texts'],
    ['an empty alias', { aliases: ['ok', ''] }, 'aliases[1] must be a text of 1 to 255 characters'],
    ['an empty queue', { queue: '' }, 'queue must be a text of 1 to 100 characters'],
    [
      'a priority out of range',
      { priority: -32_769 },
      'priority must be a whole number from -32768 to 32767',
    ],
    [
      'a timeout in words',
      { timeout: 'never' },
      "timeout must be a duration: milliseconds from 0, or '500ms'",
    ],
    [
      'no attempts',
      { retry: { attempts: 0 } },
      'retry.attempts must be a whole number of at least 1 (got 0)',
    ],
    ['an unknown retry option', { retry: { delay: 5 } }, 'retry has no option "delay"'],
    ['an unknown back-off', { retry: { backoff: 'linear' } }, "retry.backoff must be one of 'default'"],
    ['a back-off of null', { retry: { backoff: null } }, 'retry.backoff must be an object (got null)'],
    [
      'a misspelt back-off',
      { retry: { backoff: { exponental: 5 } } },
      'retry.backoff has no option "exponental"',
    ],
    [
      'a fixed delay in words',
      { retry: { backoff: { fixed: 'x' } } },
      'retry.backoff.fixed must be a duration',
    ],
    ['a bad first delay', { retry: { backoff: { exponential: -1 } } }, 'retry.backoff.exponential must be'],
    [
      'a bad longest delay',
      { retry: { backoff: { exponential: 1, max: 'x' } } },
      'retry.backoff.max must be',
    ],
    ['a factor of 0', { retry: { backoff: { exponential: 1, factor: 0 } } }, 'retry.backoff.factor must be'],
    [
      'a factor as text',
      { retry: { backoff: { exponential: 1, factor: '2' } } },
      'retry.backoff.factor must be',
    ],
    ['a factor below 1', { retry: { backoff: { exponential: 1, factor: 0.5 } } }, 'at least 1 (got 0.5)'],
    [
      'a delay without end',
      { retry: { backoff: { fixed: Infinity } } },
      'fixed must be at most a hundred years',
    ],
    ['no delays', { retry: { backoff: { delays: [] } } }, 'retry.backoff.delays must be a list'],
    ['a bad delay', { retry: { backoff: { delays: ['1s', '1 s'] } } }, 'retry.backoff.delays[1] must be'],
    ['enhancers that are no list', { enhancers: 'pipes' }, 'enhancers must be a list of up to 2 texts'],
    [
      'filters',
      { enhancers: ['filters'] },
      "enhancers[0] must be one of 'interceptors', 'pipes' (got 'filters')",
    ],
    ['an unknown state', { retention: { processing: 1 } }, 'retention has no option "processing"'],
    ['a bad retention', { retention: { failed: 'long' } }, 'retention.failed must be a duration'],
  ])('refuses %s when the class is defined', (_, options, message) => {
    const decorate = () => BackgroundJob(options as unknown as BackgroundJobOptions);
    expect(decorate).toThrow(JobsOptionsError);
    expect(decorate).toThrow('@BackgroundJob()');
    expect(decorate).toThrow(message);
  });
});
