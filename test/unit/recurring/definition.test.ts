import { describe, expect, it } from 'vitest';
import type { BackgroundJobOptions, MisfirePolicy, RecurringOptions } from '../../../lib/interfaces/index.js';
import { readMisfire, sameDefinition, toDefinition } from '../../../lib/recurring/definition.js';
import { newFactory } from '../creation/new-factory.js';
import { definitionOf } from './rows.js';

const factory = newFactory();

function define(
  options: RecurringOptions = {},
  cron: string | null = '0 * * * *',
  type: BackgroundJobOptions = {},
) {
  const call = { type: { name: 'Reports.build', aliases: [], options: type }, args: [] };
  return toDefinition(call, cron, options, factory);
}

describe('What is stored of a recurring job', () => {
  it('has every default filled in', () => {
    expect(define()).toEqual(definitionOf());
  });

  it('takes queue and priority from its own options, or the job type’s', () => {
    const type = { queue: 'types', priority: 5 };
    expect(define({}, 'never', type)).toMatchObject({ queue: 'types', priority: 5 });
    expect(define({ queue: 'own', priority: 0 }, 'never', type)).toMatchObject({ queue: 'own', priority: 0 });
  });

  it('has durations in milliseconds', () => {
    expect(define({ jitter: '1.5s' }).jitter).toBe(1_500);
  });

  it.each([
    ['without an expression', define({}, null), 'never'],
    ['when it says so', define({ enabled: false }), '0 * * * *'],
    ['when both are so', define({ enabled: true }, null), 'never'],
  ])('is disabled %s', (_, definition, cron) => {
    expect(definition).toMatchObject({ enabled: false, cron });
  });

  it.each<[MisfirePolicy, object]>([
    ['relaxed', { misfire: 'relaxed', misfireLimit: null }],
    ['strict', { misfire: 'strict', misfireLimit: 100 }],
    [{ strict: 5 }, { misfire: 'strict', misfireLimit: 5 }],
    ['ignorable', { misfire: 'ignorable', misfireLimit: 15_000 }],
    [{ ignorable: 0 }, { misfire: 'ignorable', misfireLimit: 0 }],
    [{ ignorable: 60_000 }, { misfire: 'ignorable', misfireLimit: 60_000 }],
  ])('has the misfire policy %j, and it is read as it was written', (misfire, stored) => {
    expect(define({ misfire })).toMatchObject(stored);
    expect(readMisfire(define({ misfire }))).toEqual(misfire);
  });

  it('is the same when every part is', () => {
    expect(sameDefinition(definitionOf(), definitionOf())).toBe(true);
    expect(sameDefinition(null, definitionOf())).toBe(false);
    for (const key of Object.keys(definitionOf())) {
      expect(sameDefinition(definitionOf({ [key]: 'other' }), definitionOf()), key).toBe(false);
    }
  });
});
