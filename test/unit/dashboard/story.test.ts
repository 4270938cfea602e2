import { describe, expect, it } from 'vitest';
import { WorkerNames } from '../../../lib/dashboard/views/job-row.js';
import { attemptsOf } from '../../../lib/dashboard/views/attempts.js';
import { timelineOf } from '../../../lib/dashboard/views/timeline.js';
import type { Dependency, JobHistoryEntry, JobSummary } from '../../../lib/store/index.js';
import { engineReason } from '../../../lib/interfaces/index.js';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 30 * DAY;
const names = new WorkerNames([]);
const PARENT: Dependency = { parentId: 'a', childId: 'b', kind: 'job', on: 'succeeded', state: 'succeeded' };
const ERROR = { name: 'TypeError', message: 'broken' };

/** A job that was created at 0. */
function job(changes: Partial<JobSummary>): JobSummary {
  return {
    id: '019ab6e0-0000-7000-8000-000000000001',
    type: 'Shop.order',
    queue: 'default',
    state: 'enqueued',
    priority: 0,
    attempt: 0,
    tags: [],
    error: null,
    fingerprint: null,
    progress: null,
    createdAt: new Date(0),
    runAt: new Date(0),
    claimedAt: null,
    finishedAt: null,
    expiresAt: null,
    runTime: null,
    workerId: null,
    recurringId: null,
    occurrenceAt: null,
    batchId: null,
    ...changes,
  };
}

function entry(at: number, changes: Partial<JobHistoryEntry>): JobHistoryEntry {
  return {
    at: new Date(at),
    state: 'enqueued',
    attempt: 1,
    reason: null,
    actor: null,
    workerId: null,
    error: null,
    claimedAt: null,
    runTime: null,
    dueAt: null,
    ...changes,
  };
}

/** An attempt that ended. */
function ended(
  { due, claimed, at }: { due: number; claimed: number; at: number },
  changes: Partial<JobHistoryEntry> = {},
): JobHistoryEntry {
  const error = { ...ERROR };
  return entry(at, {
    state: 'failed',
    error,
    dueAt: new Date(due),
    claimedAt: new Date(claimed),
    ...changes,
  });
}

const failed = (due: number, at: number) =>
  job({ state: 'failed', attempt: 1, runAt: new Date(due), finishedAt: new Date(at) });

/** State, beginning and length of each. */
function line(whole: JobSummary, history: JobHistoryEntry[], hasParents = false, isCut = false) {
  const parents = hasParents ? [PARENT] : [];
  const hasMore = { history: isCut, parents: false, children: false };
  return timelineOf({ ...whole, history, parents, hasMore }, NOW, names).map(
    ({ state, from, durationMs, dueAt }) => [
      state,
      Date.parse(from),
      durationMs,
      ...(dueAt === null ? [] : [Date.parse(dueAt)]),
    ],
  );
}

const waits = (whole: JobSummary, history: JobHistoryEntry[]) =>
  attemptsOf({ ...whole, history }, names).map(({ outcome, waitMs }) => [outcome, waitMs]);

describe('The story of a job', () => {
  it('that was delayed and failed counts from when it was due', () => {
    const history = [ended({ due: HOUR, claimed: HOUR + 5, at: HOUR + SECOND })];
    const whole = failed(HOUR, HOUR + SECOND);
    expect(waits(whole, history)).toEqual([['failed', 5]]);
    expect(line(whole, history)).toEqual([
      ['scheduled', 0, HOUR, HOUR],
      ['enqueued', HOUR, 5],
      ['processing', HOUR + 5, SECOND - 5],
      ['failed', HOUR + SECOND, null],
    ]);
  });

  it('that waited for others and failed does not count their time', () => {
    const history = [ended({ due: DAY, claimed: DAY + 5, at: DAY + SECOND })];
    const whole = failed(DAY, DAY + SECOND);
    expect(waits(whole, history)).toEqual([['failed', 5]]);
    expect(line(whole, history, true).slice(0, 2)).toEqual([
      ['awaiting', 0, DAY],
      ['enqueued', DAY, 5],
    ]);
    const given = [entry(DAY, { state: 'deleted', dueAt: new Date(0) })];
    expect(line(job({ state: 'deleted', finishedAt: new Date(DAY) }), given, true)).toEqual([
      ['awaiting', 0, DAY],
      ['deleted', DAY, null],
    ]);
  });

  it('that somebody ran before its time was scheduled until then', () => {
    const history = [entry(2 * DAY, { actor: 'ayla', dueAt: new Date(7 * DAY) })];
    const whole = job({ state: 'succeeded', attempt: 1, runAt: new Date(2 * DAY) });
    Object.assign(whole, { claimedAt: new Date(2 * DAY + 5), finishedAt: new Date(2 * DAY + SECOND) });
    expect(waits(whole, history)).toEqual([['succeeded', 5]]);
    expect(line(whole, history)).toEqual([
      ['scheduled', 0, 2 * DAY, 7 * DAY],
      ['enqueued', 2 * DAY, 5],
      ['processing', 2 * DAY + 5, SECOND - 5],
      ['succeeded', 2 * DAY + SECOND, null],
    ]);
  });

  it('that was retried tells every wait, and until when each was', () => {
    const history = [
      ended({ due: 0, claimed: 10, at: 20 }, { state: 'scheduled' }),
      ended({ due: HOUR, claimed: HOUR + 10, at: HOUR + 20 }, { state: 'scheduled', attempt: 2 }),
    ];
    const whole = job({ state: 'scheduled', attempt: 2, runAt: new Date(40 * DAY) });
    expect(waits(whole, history)).toEqual([
      ['retried', 10],
      ['retried', 10],
    ]);
    expect(line(whole, history)).toEqual([
      ['enqueued', 0, 10],
      ['processing', 10, 10],
      ['scheduled', 20, HOUR - 20, HOUR],
      ['enqueued', HOUR, 10],
      ['processing', HOUR + 10, 10],
      ['scheduled', HOUR + 20, NOW - HOUR - 20, 40 * DAY],
    ]);
  });

  it('that was handed back has waited since then', () => {
    const lost = { state: 'enqueued', error: null, reason: engineReason('lost') } as const;
    const history = [
      ended({ due: 0, claimed: 10, at: HOUR }, lost),
      ended({ due: 0, claimed: HOUR + 30, at: 2 * HOUR }, lost),
    ];
    const whole = job({ state: 'processing', attempt: 1, claimedAt: new Date(2 * HOUR + 7) });
    expect(waits(whole, history)).toEqual([
      ['lost', 10],
      ['lost', 30],
      ['running', 7],
    ]);
  });

  it('that was deleted after its time had come was due before', () => {
    const whole = job({ state: 'deleted', runAt: new Date(HOUR), finishedAt: new Date(DAY) });
    const after = [
      ['scheduled', 0, HOUR, HOUR],
      ['enqueued', HOUR, DAY - HOUR],
      ['deleted', DAY, null],
    ];
    expect(line(whole, [entry(DAY, { state: 'deleted', dueAt: new Date(HOUR) })])).toEqual(after);
    expect(line(whole, [])).toEqual(after);
  });

  it('that is long begins with what is shown', () => {
    const history = [ended({ due: DAY, claimed: DAY + 5, at: DAY + SECOND }, { state: 'scheduled' })];
    expect(line(job({ state: 'scheduled', runAt: new Date(40 * DAY) }), history, false, true)).toEqual([
      ['processing', DAY + 5, SECOND - 5],
      ['scheduled', DAY + SECOND, NOW - DAY - SECOND, 40 * DAY],
    ]);
  });

  it('says nothing of what is not known', () => {
    const history = [ended({ due: 0, claimed: HOUR, at: HOUR + SECOND }, { dueAt: null })];
    const whole = failed(0, HOUR + SECOND);
    expect(waits(whole, history)).toEqual([['failed', null]]);
    expect(line(whole, history).map(([state]) => state)).toEqual(['enqueued', 'processing', 'failed']);
  });
});
