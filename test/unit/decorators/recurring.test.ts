import { describe, expect, it } from 'vitest';
import {
  BackgroundJob,
  backgroundJobOptions,
  Recurring,
  recurringDeclarations,
} from '../../../lib/decorators/index.js';
import { InvalidCronError, JobsOptionsError } from '../../../lib/errors/index.js';
import type { CronSource, RecurringOptions } from '../../../lib/interfaces/index.js';

type MethodDescriptor = TypedPropertyDescriptor<() => unknown>;

class Mail {
  send() {}
}

const METHOD = { value: () => {} };

/** Decorates `Mail.send` as JavaScript would: nothing has checked the types. */
function decorate(descriptor: unknown, cron: unknown = '@daily', options?: unknown): () => void {
  return () => {
    const decorator = Recurring(cron as CronSource, options as RecurringOptions);
    decorator(Mail.prototype, 'send', descriptor as MethodDescriptor);
  };
}

describe('@Recurring()', () => {
  it('marks the method and leaves it as it is', () => {
    class Service {
      @Recurring('0 8 * * *', { timeZone: 'Europe/Istanbul' })
      report() {
        return 'done';
      }
      plain() {}
    }
    expect(new Service().report()).toBe('done');
    expect(recurringDeclarations(Service.prototype.report)).toEqual([
      { cron: '0 8 * * *', options: { timeZone: 'Europe/Istanbul' } },
    ]);
    expect(recurringDeclarations(Service.prototype.plain)).toEqual([]);
    expect(backgroundJobOptions(Service.prototype.report)).toBeUndefined();
  });

  it('may stand on a method several times, and they keep their order', () => {
    class Service {
      @Recurring('@daily', { id: 'first' })
      @BackgroundJob({ queue: 'slow' })
      @Recurring('@weekly', { id: 'second' })
      @Recurring('@monthly', { id: 'third' })
      report() {}
    }
    const ids = recurringDeclarations(Service.prototype.report).map(({ options }) => options.id);
    expect(ids).toEqual(['first', 'second', 'third']);
    expect(backgroundJobOptions(Service.prototype.report)).toEqual({ queue: 'slow' });
  });

  it('says nothing about a method of the same name in a subclass', () => {
    class Service {
      @Recurring('@daily')
      report() {}
    }
    class Special extends Service {
      override report() {}
    }
    expect(recurringDeclarations(Special.prototype.report)).toEqual([]);
  });

  it.each([undefined, null, 1, 'text', {}])('knows that %s is no decorated method', (value) => {
    expect(recurringDeclarations(value)).toEqual([]);
  });

  it.each(['property', 'accessor', 'anything else'])(
    'refuses to go on something that is no method: %s',
    (kind) => {
      const descriptor = { accessor: { get: () => () => 1 }, 'anything else': { value: 5 } }[kind];
      const go = decorate(descriptor);
      expect(go).toThrow(JobsOptionsError);
      expect(go).toThrow('@Recurring() goes on a method; Mail.send is none');
    },
  );

  it.each([
    ['one', (_a: unknown) => {}, 1],
    ['two', (_a: unknown, _b: unknown) => {}, 2],
    ['one before a default', (_a: unknown, _b = 1) => {}, 1],
  ])('refuses a method with required parameters: %s', (_, method, count) => {
    expect(decorate({ value: method })).toThrow(JobsOptionsError);
    expect(decorate({ value: method })).toThrow(
      `gives no arguments and Mail.send has ${count} required parameter(s)`,
    );
    expect(decorate({ value: method })).toThrow('jobs.recurring.addOrUpdate()');
  });

  it.each([
    ['a default', (_a = 1) => {}],
    ['defaults', (_a = 1, _b = 2) => {}],
    ['any number of parameters', (..._all: unknown[]) => {}],
  ])('accepts a method with %s', (_, method) => {
    expect(decorate({ value: method })).not.toThrow();
  });

  it('accepts every option', () => {
    expect(
      decorate(METHOD, '0 8 * * *', {
        id: 'reports:daily',
        timeZone: 'Europe/Istanbul',
        misfire: 'strict',
        overlap: 'skip',
        queue: 'slow',
        priority: -1,
        jitter: '30s',
        enabled: false,
      }),
    ).not.toThrow();
  });

  it.each<[RecurringOptions['misfire']]>([
    ['relaxed'],
    ['strict'],
    ['ignorable'],
    [{ strict: 1 }],
    [{ strict: 1_000 }],
    [{ ignorable: '1m' }],
    [{ ignorable: 0 }],
  ])('accepts misfire: %j', (misfire) => {
    expect(decorate(METHOD, '@daily', { misfire })).not.toThrow();
  });

  it.each<[CronSource]>([
    ['never'],
    ['-'],
    [null],
    [{ useFactory: () => 'x' }],
    [{ inject: [], useFactory: () => null }],
  ])('accepts %j for the expression', (cron) => {
    expect(decorate(METHOD, cron)).not.toThrow();
  });

  it.each<[string, unknown, string]>([
    [
      'an unknown option',
      { cron: '@daily' },
      '@Recurring() of Mail.send has no option "cron"; it knows timeZone, misfire',
    ],
    ['an option of jobs', { timeout: '5s' }, '@Recurring() of Mail.send has no option "timeout"'],
    ['options that are none', null, '@Recurring() of Mail.send must be an object (got null)'],
    ['an empty id', { id: '' }, "id must be a text of 1 to 200 characters (got '')"],
    ['a long id', { id: 'x'.repeat(201) }, 'id must be a text of 1 to 200 characters'],
    ['an id that ends with a space', { id: 'a ' }, "id must not begin or end with a space (got 'a ')"],
    ['an id that is no text', { id: 5 }, 'id must be a text of 1 to 200 characters (got 5)'],
    [
      'an unknown zone',
      { timeZone: 'Mars/Phobos' },
      "The time zone 'Mars/Phobos' is not known here; use an IANA name",
    ],
    ['a zone of null', { timeZone: null }, 'The time zone null is not known here'],
    [
      'an unknown policy',
      { misfire: 'lenient' },
      "misfire must be one of 'relaxed', 'strict', 'ignorable' (got 'lenient')",
    ],
    [
      'a policy of null',
      { misfire: null },
      "misfire must be one of 'relaxed', 'strict', 'ignorable' (got null)",
    ],
    ['an empty policy', { misfire: {} }, 'misfire: give either strict or ignorable (got {})'],
    [
      'two policies',
      { misfire: { strict: 1, ignorable: 5 } },
      'misfire: give either strict or ignorable (got { strict: 1, ignorable: 5 })',
    ],
    [
      'an unknown option of policies',
      { misfire: { relaxed: 1 } },
      'misfire has no option "relaxed"; it knows strict, ignorable',
    ],
    [
      'a limit of 0',
      { misfire: { strict: 0 } },
      'misfire.strict must be a whole number from 1 to 1000 (got 0)',
    ],
    [
      'a limit of 1001',
      { misfire: { strict: 1_001 } },
      'misfire.strict must be a whole number from 1 to 1000 (got 1001)',
    ],
    [
      'an endless limit',
      { misfire: { strict: Infinity } },
      'misfire.strict must be a whole number from 1 to 1000 (got Infinity)',
    ],
    [
      'a lateness in words',
      { misfire: { ignorable: 'late' } },
      'misfire.ignorable must be a duration: milliseconds from 0',
    ],
    [
      'an endless lateness',
      { misfire: { ignorable: Infinity } },
      'misfire.ignorable must be at most a hundred years',
    ],
    ['an unknown overlap', { overlap: 'queue' }, "overlap must be one of 'allow', 'skip' (got 'queue')"],
    ['an empty queue', { queue: '' }, 'queue must be a text of 1 to 100 characters'],
    [
      'a priority out of range',
      { priority: 32_768 },
      'priority must be a whole number from -32768 to 32767 (got 32768)',
    ],
    ['a negative jitter', { jitter: -1 }, 'jitter must be a duration: milliseconds from 0'],
    ['an endless jitter', { jitter: Infinity }, 'jitter must be at most a hundred years'],
    ['enabled as text', { enabled: 'false' }, "enabled must be one of true, false (got 'false')"],
  ])('refuses %s when the class is defined', (_, options, message) => {
    const go = decorate(METHOD, '@daily', options);
    expect(go).toThrow(JobsOptionsError);
    expect(go).toThrow('@Recurring() of Mail.send');
    expect(go).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    [
      'that is not valid',
      '61 * * * *',
      "@Recurring() of Mail.send: The cron expression '61 * * * *' is not valid: ",
    ],
    ['that is empty', '', 'it is empty'],
    ['that is a number', 5, '@Recurring() of Mail.send: The cron expression 5 is not valid: '],
    [
      'without its factory',
      {},
      '@Recurring() of Mail.send: cron.useFactory must be a function (got undefined)',
    ],
    [
      'from a class',
      { useClass: Mail },
      '@Recurring() of Mail.send: cron has no option "useClass"; it knows inject, useFactory',
    ],
    [
      'from several factories',
      [() => '@daily'],
      '@Recurring() of Mail.send: cron must be an object (got [ [Function',
    ],
  ])('refuses an expression %s when the class is defined', (_, cron, message) => {
    const go = decorate(METHOD, cron);
    expect(go).toThrow(JobsOptionsError);
    expect(go).toThrow(message);
  });

  it('names the error of an expression and of a zone', () => {
    expect(decorate(METHOD, '* * * *')).toThrow(InvalidCronError);
    expect(decorate(METHOD, '@daily', { timeZone: '+03:00' })).toThrow(InvalidCronError);
  });
});
