import { describe, expect, it } from 'vitest';
import { JobsOptionsError } from '../../../lib/errors/index.js';
import {
  changed,
  created,
  declared,
  isBusy,
  jobOf,
  paused,
  reset,
  resumed,
  resumeTime,
} from '../../../lib/recurring/records.js';
import type { RecurringDefinition, RecurringRecord, RecurringRow } from '../../../lib/store/index.js';
import { randomFrom } from '../serialization/random-value.js';
import { RandomCron } from '../cron/random-cron.js';
import { definitionOf, HOUR, MINUTE, NOW, rowOf } from './rows.js';

const ELEVEN = NOW + HOUR / 2;
/** Twenty to noon: the next full hour is another one than at `NOW`. */
const LATER = NOW + HOUR + 10 * MINUTE;
const NOON = ELEVEN + HOUR;

/** What somebody who says nothing about a pause means. */
const FOR_GOOD = { until: null, reason: null, by: null };

function stored(record: RecurringRecord | null): RecurringRow {
  return { ...record!, lastState: null, orphaned: false };
}

describe('A new recurring job', () => {
  it('has its first occurrence after it was made', () => {
    expect(created('reports', 'runtime', definitionOf(), NOW)).toEqual({
      id: 'reports',
      source: 'runtime',
      createdAt: NOW,
      definition: definitionOf(),
      declared: null,
      edited: false,
      progress: {
        nextAt: ELEVEN,
        dueAt: ELEVEN,
        lastAt: null,
        lastJobId: null,
        skippedAt: null,
        pausedAt: null,
        pausedUntil: null,
        pausedReason: null,
        pausedBy: null,
        failures: 0,
        error: null,
        droppedFrom: null,
        droppedUntil: null,
      },
    });
  });

  it('knows what the code says when the code says it', () => {
    expect(created('reports', 'code', definitionOf(), NOW).declared).toEqual(definitionOf());
  });

  it('does not fire at the instant at which it is made', () => {
    expect(created('reports', 'code', definitionOf(), ELEVEN).progress.nextAt).toBe(NOON);
  });

  it.each([
    ['is disabled', { enabled: false }],
    ['is only triggered', { cron: 'never' }],
  ])('has no occurrence when it %s', (_, definition) => {
    expect(rowOf(definition).progress).toMatchObject({ nextAt: null, dueAt: null });
  });

  it('takes its place in the hour from its id', () => {
    const times = ['a', 'b', 'c', 'd'].map((id) => rowOf({ cron: 'H * * * *' }, { id }).progress.nextAt);
    expect(new Set(times).size).toBeGreaterThan(1);
  });
});

const CHANGES: [string, Partial<RecurringDefinition>][] = [
  ['type', { type: 'Reports.other' }],
  ['args', { args: '[1]' }],
  ['misfire', { misfire: 'strict', misfireLimit: 100 }],
  ['misfireLimit', { misfireLimit: 5 }],
  ['overlap', { overlap: 'skip' }],
  ['queue', { queue: 'slow' }],
  ['priority', { priority: 1 }],
  ['jitter', { jitter: 5 }],
];

const TIMES: [string, Partial<RecurringDefinition>, number | null][] = [
  ['cron', { cron: '45 * * * *' }, LATER + 5 * MINUTE],
  ['timeZone', { timeZone: 'Asia/Kathmandu' }, LATER + 35 * MINUTE],
  ['enabled', { enabled: false }, null],
];

describe.each([
  ['code declares it again', declared],
  ['it is changed at run time', changed],
])('When %s', (_, change) => {
  it('and is the same, nothing is written', () => {
    expect(change(rowOf(), definitionOf(), LATER)).toBeNull();
  });

  it('and is the same while it is paused, nothing is written', () => {
    expect(change(stored(paused(rowOf(), FOR_GOOD, NOW)), definitionOf(), LATER)).toBeNull();
  });

  it.each(CHANGES)('with another %s, it keeps its next occurrence', (_key, changes) => {
    const record = change(rowOf(), definitionOf(changes), LATER)!;
    expect(record.definition).toEqual(definitionOf(changes));
    expect(record.progress).toEqual(rowOf().progress);
  });

  it.each(TIMES)('with another %s, its next occurrence is computed from now', (_key, changes, nextAt) => {
    const record = change(rowOf(), definitionOf(changes), LATER)!;
    expect(record.definition).toEqual(definitionOf(changes));
    expect(record.progress).toMatchObject({ nextAt, dueAt: nextAt });
  });

  it('another one after the last failure starts anew', () => {
    const row = rowOf({}, {}, { failures: 5, error: 'bad', nextAt: null, dueAt: null });
    expect(change(row, definitionOf({ queue: 'other' }), LATER)!.progress).toMatchObject({
      failures: 0,
      error: null,
      nextAt: NOON,
      dueAt: NOON,
    });
  });

  it('while it is paused, it stays paused', () => {
    const row = stored(paused(rowOf(), { ...FOR_GOOD, reason: 'audit' }, NOW));
    expect(change(row, definitionOf({ cron: '* * * * *' }), LATER)!.progress).toMatchObject({
      nextAt: null,
      pausedAt: NOW,
      pausedReason: 'audit',
    });
  });

  it('it keeps what it has done', () => {
    const done = { lastAt: 1, lastJobId: 'last', skippedAt: 2, droppedFrom: 3, droppedUntil: 4 };
    const record = change(rowOf({}, {}, done), definitionOf({ cron: '* * * * *' }), LATER)!;
    expect(record).toMatchObject({ id: 'reports', createdAt: NOW, progress: done });
  });
});

describe('What somebody has edited', () => {
  const edited = stored(changed(rowOf(), definitionOf({ cron: '45 * * * *' }), NOW));

  it('is marked, if code declares it', () => {
    expect(edited.edited).toBe(true);
    expect(edited.declared).toEqual(definitionOf());
    const runtime = rowOf({}, { source: 'runtime' });
    expect(changed(runtime, definitionOf({ queue: 'slow' }), NOW)!.edited).toBe(false);
  });

  it('stays when the same code is started again', () => {
    expect(declared(edited, definitionOf(), LATER)).toBeNull();
  });

  it('stays when other code is started, which is remembered', () => {
    const other = definitionOf({ cron: '15 * * * *' });
    const record = declared(edited, other, LATER)!;
    expect(record).toEqual({ ...edited, declared: other });
    expect(declared(stored(record), other, LATER)).toBeNull();
  });

  it('is not edited any more when it is changed back', () => {
    expect(changed(edited, definitionOf(), LATER)!.edited).toBe(false);
  });

  it('is what the code says after a reset, and not paused', () => {
    const row = stored(paused(edited, { until: null, reason: 'audit', by: 'me' }, NOW));
    const record = reset(row, LATER);
    expect(record).toMatchObject({ definition: definitionOf(), edited: false });
    expect(record.progress).toMatchObject({
      nextAt: NOON,
      pausedAt: null,
      pausedReason: null,
      pausedBy: null,
    });
  });
});

describe('One that was added at run time', () => {
  it('belongs to the code once the code declares it', () => {
    const record = declared(rowOf({}, { source: 'runtime' }), definitionOf(), LATER)!;
    expect(record).toMatchObject({ source: 'code', declared: definitionOf(), edited: false });
    expect(record.progress.nextAt).toBe(ELEVEN);
    expect(declared(stored(record), definitionOf(), LATER)).toBeNull();
  });

  it('stays as it is after a reset', () => {
    expect(reset(rowOf({ queue: 'slow' }, { source: 'runtime' }), LATER).definition.queue).toBe('slow');
  });
});

describe('A pause', () => {
  it('has no occurrence until it is resumed, by whom and why is known', () => {
    expect(paused(rowOf(), { until: null, reason: 'audit', by: 'me' }, NOW).progress).toMatchObject({
      nextAt: null,
      dueAt: null,
      pausedAt: NOW,
      pausedUntil: null,
      pausedReason: 'audit',
      pausedBy: 'me',
    });
  });

  it.each([
    ['between two occurrences', LATER, NOON],
    ['at an occurrence, which fires', NOON, NOON],
    ['a millisecond after one', NOON + 1, NOON + HOUR],
  ])('that ends %s goes on with the first after it', (_, until, nextAt) => {
    const { progress } = paused(rowOf(), { ...FOR_GOOD, until }, NOW);
    expect(progress).toMatchObject({ pausedUntil: until, nextAt, dueAt: nextAt });
  });

  it('is over when it is resumed, and what was missed is not made up for', () => {
    const row = stored(paused(rowOf(), { until: NOW + 30 * HOUR, reason: 'audit', by: 'me' }, NOW));
    expect(resumed(row, LATER).progress).toEqual({ ...rowOf().progress, nextAt: NOON, dueAt: NOON });
  });

  it('of a disabled one leaves it disabled when it is resumed', () => {
    const row = stored(paused(rowOf({ enabled: false }), FOR_GOOD, NOW));
    expect(resumed(row, LATER).progress).toMatchObject({ nextAt: null, pausedAt: null });
  });
});

describe('Resuming', () => {
  it('changes nothing where nothing stands still', () => {
    const row = rowOf();
    expect(resumed(row, LATER)).toBe(row);
  });

  it('fires one again that failures have disabled', () => {
    const row = rowOf({}, {}, { failures: 5, error: 'bad', nextAt: null, dueAt: null });
    expect(resumed(row, LATER).progress).toMatchObject({ failures: 0, error: null, nextAt: NOON });
  });
});

describe('The end of a pause', () => {
  it('is a moment, or so long from now, or none', () => {
    expect(resumeTime(LATER, null, NOW)).toBe(LATER);
    expect(resumeTime(null, HOUR, NOW)).toBe(NOW + HOUR);
    expect(resumeTime(null, null, NOW)).toBeNull();
  });

  it.each([
    [NOW, null],
    [NOW - 1, null],
    [null, 0],
  ])('must be in the future: %s, %s', (at, delay) => {
    expect(() => resumeTime(at, delay, NOW)).toThrow(JobsOptionsError);
    expect(() => resumeTime(at, delay, NOW)).toThrow(
      /pause: until must be in the future, .*\(got 2026-01-05T10:/,
    );
  });
});

describe('The job of an occurrence', () => {
  it('has what the definition says', () => {
    const row = rowOf({ type: 'Reports.build', queue: 'slow', priority: 3, args: '[1]' });
    expect(jobOf(row, ELEVEN, 7)).toMatchObject({
      type: 'Reports.build',
      queue: 'slow',
      priority: 3,
      args: '[1]',
      recurringId: 'reports',
      occurrenceAt: ELEVEN,
      delay: 7,
    });
    expect(jobOf(row, null)).toMatchObject({ occurrenceAt: null, delay: null });
  });

  it('keeps its recurring job busy until it is over', () => {
    const states = ['scheduled', 'enqueued', 'processing', 'succeeded', 'failed', 'deleted', null] as const;
    expect(states.filter((lastState) => isBusy(rowOf({}, { lastState })))).toEqual([
      'scheduled',
      'enqueued',
      'processing',
    ]);
  });
});

it('[I7] never plans an occurrence at or before the moment it is made, changed, resumed or reset', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));
  const random = randomFrom(seed);
  const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  for (let round = 0; round < 200; round++) {
    // Every other one at a full minute, where occurrences are.
    const precision = round % 2 === 0 ? MINUTE : 1;
    const now = Math.floor((Date.UTC(2010, 0, 1) + random() * 20 * 365 * 24 * HOUR) / precision) * precision;
    const definition = definitionOf({
      cron: new RandomCron(random, now).text,
      timeZone: zones[round % zones.length]!,
    });
    const until = now + Math.floor(random() * 48) * HOUR + 1;
    const before = rowOf({}, {}, { failures: 1 });
    const planned = {
      created: created('id', 'code', definition, now),
      declared: declared(before, definition, now)!,
      changed: changed(before, definition, now)!,
      resumed: resumed({ ...before, definition }, now),
      reset: reset({ ...before, declared: definition }, now),
    };
    for (const [name, { progress }] of Object.entries(planned)) {
      const about = `SEED=${seed}: ${name} '${definition.cron}' in ${definition.timeZone} at ${now}`;
      expect(progress.nextAt ?? Infinity, about).toBeGreaterThan(now);
    }
    const pause = paused(stored(planned.created), { ...FOR_GOOD, until }, now);
    expect(pause.progress.nextAt ?? Infinity, `SEED=${seed}, '${definition.cron}'`).toBeGreaterThanOrEqual(
      until,
    );
  }
});

it('resuming after a pause has ended by itself keeps what has come due since', () => {
  const due = rowOf(
    {},
    {},
    { pausedAt: NOW - HOUR, pausedUntil: NOW - MINUTE, nextAt: NOW - 1, dueAt: NOW - 1 },
  );
  expect(resumed(due, NOW).progress).toMatchObject({ nextAt: NOW - 1, dueAt: NOW - 1, pausedAt: null });
});

it('resetting what nobody has touched changes nothing', () => {
  const row = rowOf({}, {}, { nextAt: NOW - 1, dueAt: NOW - 1 });
  expect(reset(row, NOW)).toBe(row);
});

it('an edit that the code has caught up with is none any more', () => {
  const edited = rowOf({ cron: '@daily' }, { edited: true, declared: definitionOf() });
  expect(declared(edited, definitionOf({ cron: '@daily' }), NOW)).toMatchObject({ edited: false });
});

describe('One that has failed', () => {
  const failing = { failures: 2, error: 'bad', nextAt: NOW - HOUR, dueAt: NOW + MINUTE };

  it('is left as it is by code that says the same', () => {
    expect(declared(rowOf({}, {}, failing), definitionOf(), NOW)).toBeNull();
  });

  it('is repaired by addOrUpdate, and loses nothing that it owes', () => {
    const repaired = changed(rowOf({}, {}, failing), definitionOf(), NOW)!;
    expect(repaired.progress).toMatchObject({
      failures: 0,
      error: null,
      nextAt: NOW - HOUR,
      dueAt: NOW - HOUR,
    });
  });

  it('keeps its reason while it is paused', () => {
    expect(paused(rowOf({}, {}, failing), FOR_GOOD, NOW).progress).toMatchObject({
      failures: 2,
      error: 'bad',
    });
  });
});

it('one that no code declares any more becomes the application’s when it is added at run time', () => {
  const taken = changed(rowOf({}, { orphaned: true }), definitionOf(), NOW);
  expect(taken).toMatchObject({ source: 'runtime', declared: null, edited: false });
});
