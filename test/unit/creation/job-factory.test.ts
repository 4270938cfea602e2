import { describe, expect, it } from 'vitest';
import { JobsOptionsError, JobSerializationError } from '../../../lib/errors/index.js';
import type { BackgroundJobOptions, EnqueueOptions } from '../../../lib/interfaces/index.js';
import { newFactory } from './new-factory.js';

function callOf(options: BackgroundJobOptions = {}, args: unknown[] = []) {
  return { type: { name: 'Mail.send', aliases: [], options }, args };
}

/** As JavaScript would pass them: nothing has checked their types. */
function unchecked(options: Record<string, unknown>): EnqueueOptions {
  return options as EnqueueOptions;
}

describe('JobFactory', () => {
  const factory = newFactory();

  it('makes a row of a call', () => {
    const job = factory.create(callOf({}, ['a@b.c', new Date(0)]), { tags: ['x'] });
    expect(job).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      type: 'Mail.send',
      args: '["a@b.c",{"$type":"Date","value":"1970-01-01T00:00:00.000Z"}]',
      queue: 'default',
      priority: 0,
      delay: null,
      at: null,
      tags: ['x'],
      settings: null,
      recurringId: null,
      occurrenceAt: null,
      batchId: null,
      pending: 0,
      unique: null,
      gate: null,
    });
  });

  it('stores the arguments as they are now', () => {
    const user = { id: 1 };
    const job = factory.create(callOf({}, [user]));
    user.id = 2;
    expect(job.args).toBe('[{"id":1}]');
  });

  describe('prefers the call to the type, and the type to the module', () => {
    const type: BackgroundJobOptions = { queue: 'types', priority: 5, timeout: '1m', retry: { attempts: 3 } };

    it('for queue and priority', () => {
      expect(factory.create(callOf())).toMatchObject({ queue: 'default', priority: 0 });
      expect(factory.create(callOf(type))).toMatchObject({ queue: 'types', priority: 5 });
      expect(factory.create(callOf(type), { queue: 'calls', priority: -1 })).toMatchObject({
        queue: 'calls',
        priority: -1,
      });
    });

    it('one by one, and 0 counts as a choice', () => {
      expect(factory.create(callOf(type), { priority: 0 })).toMatchObject({ queue: 'types', priority: 0 });
      expect(factory.create(callOf({ priority: 9 }), { queue: 'calls' })).toMatchObject({
        queue: 'calls',
        priority: 9,
      });
    });

    it('and an explicit undefined is no choice', () => {
      expect(factory.create(callOf(type), { queue: undefined, priority: undefined })).toMatchObject({
        queue: 'types',
        priority: 5,
      });
      expect(factory.create(callOf({ queue: undefined, priority: undefined }))).toMatchObject({
        queue: 'default',
        priority: 0,
      });
    });

    it('and stores of retries and timeout only what the call overrides', () => {
      expect(factory.create(callOf(type)).settings).toBeNull();
      expect(JSON.parse(factory.create(callOf(type), { timeout: '5s' }).settings!)).toEqual({
        timeout: '5s',
      });
      const endless = JSON.parse(factory.create(callOf(type), { timeout: Infinity }).settings!) as {
        timeout: number;
      };
      expect(endless.timeout).toBeGreaterThan(1e15);
      const retry = { attempts: 2, backoff: { delays: ['1s', 5] } } as const;
      expect(
        JSON.parse(
          factory.create(callOf(type), { retry: { ...retry, backoff: { delays: ['1s', 5] } } }).settings!,
        ),
      ).toEqual({ retry });
    });
  });

  it('takes a delay as milliseconds or with a unit', () => {
    expect(factory.create(callOf(), { delay: '5m' })).toMatchObject({ delay: 300_000, at: null });
    expect(factory.create(callOf(), { delay: 1500.4 })).toMatchObject({ delay: 1500 });
    expect(factory.create(callOf(), { delay: 0 })).toMatchObject({ delay: 0 });
  });

  it('takes a moment, also one in the past', () => {
    expect(factory.create(callOf(), { at: new Date(5) })).toMatchObject({ delay: null, at: 5 });
    expect(factory.create(callOf(), { at: new Date(-5) })).toMatchObject({ at: -5 });
  });

  it('counts a tag once', () => {
    expect(factory.create(callOf(), { tags: ['b', 'a', 'b', 'A'] }).tags).toEqual(['b', 'a', 'A']);
    expect(factory.create(callOf(), { tags: [] }).tags).toEqual([]);
  });

  it.each([
    ['a negative delay', { delay: -1 }, 'Options for Mail.send: delay must be a duration', 'got -1'],
    ['an endless delay', { delay: Infinity }, 'delay must be at most a hundred years', 'got Infinity'],
    ['a delay beyond all dates', { delay: '40000d' }, 'delay must be at most a hundred years', "'40000d'"],
    ['a delay that is no number', { delay: NaN }, 'delay must be a duration', 'got NaN'],
    ['a delay in words', { delay: '5 minutes' }, 'delay must be a duration', "got '5 minutes'"],
    ['a delay of digits', { delay: '5000' }, 'delay must be a duration', "got '5000'"],
    [
      'an invalid date',
      { at: new Date(NaN) },
      'Options for Mail.send: at must be a valid Date',
      'Invalid Date',
    ],
    ['a date as text', { at: '2026-01-01' }, 'at must be a valid Date', "got '2026-01-01'"],
    ['a date as a number', { at: 5 }, 'at must be a valid Date', 'got 5'],
    ['delay and at together', { delay: 1, at: new Date() }, 'give either delay or at, not both', 'Mail.send'],
    ['an empty queue', { queue: '' }, 'queue must be a text of 1 to 100 characters', "got ''"],
    ['a blank queue', { queue: '  ' }, 'queue must be a text of 1 to 100 characters', "got '  '"],
    ['a queue of 101 characters', { queue: 'q'.repeat(101) }, 'queue must be a text of 1 to 100', 'qqq'],
    ['a queue with NUL', { queue: 'a\0b' }, 'queue must be a text of 1 to 100 characters', 'Mail.send'],
    ['a queue that is no text', { queue: 7 }, 'queue must be a text', 'got 7'],
    ['a queue of null', { queue: null }, 'queue must be a text', 'got null'],
    ['a fractional priority', { priority: 1.5 }, 'priority must be a whole number from -32768', 'got 1.5'],
    ['too high a priority', { priority: 32_768 }, 'priority must be a whole number', 'to 32767 (got 32768)'],
    ['a priority as text', { priority: '1' }, 'priority must be a whole number', "got '1'"],
    [
      '21 tags',
      { tags: Array.from({ length: 21 }, String) },
      'tags must be a list of up to 20 texts',
      'Mail.send',
    ],
    [
      'a tag of 101 characters',
      { tags: ['ok', 't'.repeat(101)] },
      'tags[1] must be a text of 1 to 100',
      'Mail.send',
    ],
    ['an empty tag', { tags: [''] }, 'tags[0] must be a text of 1 to 100 characters', "got ''"],
    ['a tag that is no text', { tags: [1] }, 'tags[0] must be a text', 'got 1'],
    ['tags that are no list', { tags: 'red' }, 'tags must be a list of up to 20 texts', "got 'red'"],
    ['a timeout in words', { timeout: 'soon' }, 'timeout must be a duration', "got 'soon'"],
    ['a negative timeout', { timeout: -5 }, 'timeout must be a duration', 'got -5'],
    [
      'no attempts',
      { retry: { attempts: 0 } },
      'retry.attempts must be a whole number of at least 1',
      'got 0',
    ],
    ['attempts as text', { retry: { attempts: '3' } }, 'retry.attempts must be a whole number', "got '3'"],
    [
      'an unknown back-off',
      { retry: { backoff: 'none' } },
      "retry.backoff must be one of 'default'",
      "'none'",
    ],
    ['an unknown retry option', { retry: { tries: 3 } }, 'retry has no option "tries"', 'attempts, backoff'],
    [
      'a bad delay list',
      { retry: { backoff: { delays: [1, 'x'] } } },
      'retry.backoff.delays[1] must be',
      "'x'",
    ],
    [
      'a delay list without end',
      { retry: { backoff: { delays: [Infinity] } } },
      'retry.backoff.delays[0]',
      'years',
    ],
    [
      'an empty delay list',
      { retry: { backoff: { delays: [] } } },
      'retry.backoff.delays must be a list',
      'got []',
    ],
    [
      'a back-off function',
      { retry: { backoff: () => 5 } },
      'retry.backoff cannot be a function here, because it is stored with the job; put it on @BackgroundJob()',
      'Mail.send',
    ],
    ['an unknown option', { dealy: '5m' }, 'Options for Mail.send has no option "dealy"', 'delay, at, tags'],
    ['an option of the decorator', { retention: {} }, 'has no option "retention"', 'Mail.send'],
  ])('refuses %s', (_, options, message, detail) => {
    const create = () => factory.create(callOf(), unchecked(options));
    expect(create).toThrow(JobsOptionsError);
    expect(create).toThrow(message);
    expect(create).toThrow(detail);
  });

  it.each([[null], ['tags'], [5], [[]]])('refuses options that are no object: %j', (options) => {
    const create = () => factory.create(callOf(), options as unknown as EnqueueOptions);
    expect(create).toThrow('Options for Mail.send must be an object');
  });

  it('accepts every option at its limits', () => {
    const options: EnqueueOptions = {
      queue: 'q'.repeat(100),
      priority: -32_768,
      tags: Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(100, 't')),
      retry: { attempts: 1, backoff: 'default' },
      delay: '36525d',
    };
    expect(() => factory.create(callOf(), options)).not.toThrow();
    expect(() => factory.create(callOf(), { priority: 32_767, manager: undefined })).not.toThrow();
  });

  it('refuses an argument that would not survive, naming the type and the argument', () => {
    const create = () => factory.create(callOf({}, ['ok', { callback: () => 1 }]));
    expect(create).toThrow(JobSerializationError);
    expect(create).toThrow('Arguments of Mail.send (at [1].callback)');
  });

  describe('with maxPayload', () => {
    it('accepts arguments that take exactly as many bytes, and not one more', () => {
      const limited = newFactory({ maxPayload: 10 });
      expect(limited.create(callOf({}, ['123456'])).args).toBe('["123456"]');
      expect(() => limited.create(callOf({}, ['1234567']))).toThrow(JobSerializationError);
      expect(() => limited.create(callOf({}, ['1234567']))).toThrow(
        'The arguments of Mail.send take 11 bytes and the limit is 10 (maxPayload)',
      );
    });

    it('counts bytes, not characters', () => {
      const limited = newFactory({ maxPayload: 10 });
      expect(limited.create(callOf({}, ['ü€'])).args).toBe('["ü€"]');
      expect(() => limited.create(callOf({}, ['€€€']))).toThrow('take 13 bytes');
    });

    it('allows 1 MiB unless told otherwise', () => {
      expect(() => factory.create(callOf({}, ['x'.repeat(1_048_572)]))).not.toThrow();
      expect(() => factory.create(callOf({}, ['x'.repeat(1_048_573)]))).toThrow('the limit is 1048576');
    });
  });

  it('uses the serializer of the module', () => {
    const serializer = { serialize: (value: unknown) => `<${String(value)}>`, deserialize: () => [] };
    expect(newFactory({ serializer }).create(callOf({}, [1, 2])).args).toBe('<1,2>');
  });

  describe('for many calls', () => {
    const calls = [1, 2, 3].map((id) => callOf({ queue: 'bulk' }, [id]));

    it('makes a row of each, in order, with ids in order', () => {
      const jobs = factory.createMany(calls, { tags: ['x'], delay: 5 });
      expect(jobs.map((job) => job.args)).toEqual(['[1]', '[2]', '[3]']);
      expect(jobs.every((job) => job.queue === 'bulk' && job.delay === 5 && job.tags[0] === 'x')).toBe(true);
      const ids = jobs.map((job) => job.id);
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids).size).toBe(3);
    });

    it('applies to each type its own options', () => {
      const other = { type: { name: 'Mail.remind', aliases: [], options: { priority: 7 } }, args: [] };
      const jobs = factory.createMany([calls[0]!, other, calls[1]!]);
      expect(jobs.map((job) => [job.type, job.queue, job.priority])).toEqual([
        ['Mail.send', 'bulk', 0],
        ['Mail.remind', 'default', 7],
        ['Mail.send', 'bulk', 0],
      ]);
    });

    it('refuses all of them for one bad argument or option', () => {
      expect(() => factory.createMany([...calls, callOf({}, [Symbol('bad')])])).toThrow(
        JobSerializationError,
      );
      expect(() => factory.createMany(calls, unchecked({ dealy: 1 }))).toThrow(JobsOptionsError);
    });

    it('makes nothing of nothing', () => {
      expect(factory.createMany([])).toEqual([]);
    });
  });
});
