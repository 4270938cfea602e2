import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  parseQuery,
  type AttemptView,
  type DryRun,
  type LogLine,
  type SeriesResponse,
  type ValueNode,
} from '../../lib/dashboard/api/index.js';
import { chartRows, isEmptyChart, readView } from '../../lib/dashboard/ui/utils/chart-data.js';
import {
  complete,
  completionAt,
  knownChoices,
  markedTokens,
  withoutToken,
} from '../../lib/dashboard/ui/utils/completion.js';
import { typedConfirmation } from '../../lib/dashboard/ui/utils/confirmation.js';
import { countChanges } from '../../lib/dashboard/ui/utils/frozen.js';
import { heat } from '../../lib/dashboard/ui/utils/heat.js';
import { goesOn } from '../../lib/dashboard/ui/utils/job-time.js';
import { KeySequence } from '../../lib/dashboard/ui/utils/key-sequence.js';
import { filterLines, linesOf, mergeLines } from '../../lib/dashboard/ui/utils/log-lines.js';
import { operationShare } from '../../lib/dashboard/ui/utils/operation-share.js';
import { readQuery, typedQuery } from '../../lib/dashboard/ui/utils/query-zone.js';
import { sparklinePath } from '../../lib/dashboard/ui/utils/sparkline-path.js';
import { callText, valueText } from '../../lib/dashboard/ui/utils/value-text.js';
import * as selection from '../../lib/dashboard/ui/utils/selection.js';

const rows = ['a', 'b', 'c', 'd', 'e'];

describe('the time in a state', () => {
  it('goes on in the present one, unless it is the last', () => {
    const until = '2026-03-01T10:00:00Z';
    expect(goesOn({ state: 'scheduled', until: null })).toBe(true);
    expect(goesOn({ state: 'processing', until: null })).toBe(true);
    expect(goesOn({ state: 'processing', until })).toBe(false);
    expect(goesOn({ state: 'failed', until: null })).toBe(false);
  });
});

describe('the bar of an operation', () => {
  it('moves while it runs, since nobody knows how much there is, and is full when it is done', () => {
    expect(operationShare({ state: 'pending', total: null, processed: 0 })).toBe(0);
    expect(operationShare({ state: 'running', total: null, processed: 5_000 })).toBe(null);
    const total = { value: 5_000, capped: false };
    expect(operationShare({ state: 'running', total, processed: 2_500 })).toBe(0.5);
    expect(operationShare({ state: 'succeeded', total: { ...total, value: 0 }, processed: 0 })).toBe(1);
  });
});

describe('selection', () => {
  it('takes rows one by one, and everything between with Shift', () => {
    let picked = selection.toggle(selection.NO_SELECTION, 'b', rows);
    picked = selection.toggle(picked, 'd', rows, true);
    expect(rows.filter((id) => selection.isSelected(picked, id))).toEqual(['b', 'c', 'd']);
    picked = selection.toggle(picked, 'c', rows);
    expect(rows.filter((id) => selection.isSelected(picked, id))).toEqual(['b', 'd']);
  });

  it('leaves out of all that match what is unpicked', () => {
    const picked = selection.toggle(selection.selectAllMatching(), 'c', rows);
    expect([...picked.ids]).toEqual(['c']);
    expect(selection.isSelected(picked, 'c')).toBe(false);
    expect(selection.isSelected(picked, 'z')).toBe(true);
    expect(selection.isEmpty(picked)).toBe(false);
  });

  it('takes a whole page, and lets go of it', () => {
    const page = selection.togglePage(selection.NO_SELECTION, rows);
    expect(page.ids.size).toBe(5);
    expect(selection.isEmpty(selection.togglePage(page, rows))).toBe(true);
  });
});

describe('countChanges', () => {
  const list = (text: string) => [...text].map((id) => ({ id, state: 'enqueued' }));
  const count = (before: string, after: string) =>
    countChanges(
      list(before),
      list(after),
      ({ id }) => id,
      ({ state }) => state,
    );

  it('counts what is new, gone or different', () => {
    expect(count('abc', 'abc')).toBe(0);
    expect(count('abc', 'xab')).toBe(1);
    expect(count('abc', 'ab')).toBe(1);
    const changed = [{ id: 'a', state: 'failed' }, ...list('bc')];
    expect(
      countChanges(
        list('abc'),
        changed,
        ({ id }) => id,
        ({ state }) => state,
      ),
    ).toBe(1);
  });
});

describe('completion', () => {
  it('offers names, then states, then asks for values', () => {
    expect(knownChoices(completionAt('que', 3)!, true)).toEqual(['queue:']);
    expect(knownChoices(completionAt('state:fa', 8)!, true)).toEqual(['failed']);
    expect(completionAt('queue:a,b', 9)).toEqual({
      kind: 'value',
      field: 'queue',
      prefix: 'b',
      start: 8,
      end: 9,
    });
    expect(completionAt('after:-1', 8)).toBeNull();
    expect(completionAt('"free te', 8)).toBeNull();
  });

  it('writes the choice where the caret is, in quotes where it must be', () => {
    const at = completionAt('state:failed que', 16)!;
    expect(complete('state:failed que', at, 'queue:')).toEqual({ text: 'state:failed queue:', caret: 19 });
    const value = completionAt('tag:a', 5)!;
    expect(complete('tag:a', value, 'a b').text).toBe('tag:"a b" ');
  });

  it('offers arguments only where they can be searched', () => {
    expect(knownChoices(completionAt('ar', 2)!, true)).toEqual(['args.']);
    expect(knownChoices(completionAt('ar', 2)!, false)).toEqual([]);
  });

  it('marks what the server has left out beside what the text itself gets wrong', () => {
    const left = { code: 'not_supported' as const, token: 'args.user.id:42', start: 7, end: 22 };
    const errors = (text: string) => markedTokens(text, [left]).map(({ error }) => error);
    expect(errors('tag:a  args.user.id:42 nonsense:1')).toEqual([null, 'not_supported', 'unknown_name']);
    // What was answered is about another text.
    expect(errors('tag:a  args.user.id:43')).toEqual([null, null]);
  });

  it('takes a token out', () => {
    expect(withoutToken('a queue:b c', { start: 2, end: 9 })).toBe('a c');
  });
});

describe('times in a search', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ['Europe/Istanbul', 'after:2026-01-31T10:00', 'after:2026-01-31T10:00+03:00'],
    ['Europe/Istanbul', 'a before:2026-01-31 b', 'a before:2026-01-31T00:00+03:00 b'],
    [
      'America/St_Johns',
      'finished-after:2026-01-31T10:00:05.5',
      'finished-after:2026-01-31T10:00:05.5-03:30',
    ],
    [
      'Europe/Berlin',
      'after:2026-03-28 before:2026-03-30',
      'after:2026-03-28T00:00+01:00 before:2026-03-30T00:00+02:00',
    ],
    // That night there is no 02:30: it is 03:30.
    ['Europe/Berlin', 'after:2026-03-29T02:30', 'after:2026-03-29T02:30+01:00'],
  ])('in %s, %j is typed for %j', (zone, typed, written) => {
    vi.stubEnv('TZ', zone);
    expect(typedQuery(typed)).toBe(written);
    expect(parseQuery(written).errors).toEqual([]);
    expect(typedQuery(written)).toBe(written);
    expect(readQuery(written)).toBe(written);
  });

  it('are left as they are where they have a zone, or are none', () => {
    vi.stubEnv('TZ', 'Europe/Istanbul');
    for (const text of [
      'after:-1h',
      'after:2026-01-31T10:00Z',
      'after:2026-13-31',
      'tag:2026-01-31',
      '"after:2026-01-31"',
    ]) {
      expect([typedQuery(text), readQuery(text)]).toEqual([text, text]);
    }
  });

  it('are of UTC in an address that does not say so', () => {
    vi.stubEnv('TZ', 'Europe/Istanbul');
    const text = 'after:2026-01-31 before:2026-01-31T10:00';
    expect(readQuery(text)).toBe('after:2026-01-31T00:00Z before:2026-01-31T10:00Z');
    expect(parseQuery(readQuery(text)).query).toEqual(parseQuery(text).query);
  });
});

describe('KeySequence', () => {
  const known = new Set(['g j', 'j', 'x']);
  it('knows one key from two in a row, and forgets the first one', () => {
    const keys = new KeySequence((text) => known.has(text));
    expect(keys.press('j', 0)).toBe('j');
    expect(keys.press('g', 100)).toBeNull();
    expect(keys.press('j', 200)).toBe('g j');
    expect(keys.press('g', 300)).toBeNull();
    expect(keys.press('j', 3_000)).toBe('j');
    expect(keys.press('q', 3_100)).toBeNull();
  });
});

describe('log lines', () => {
  const line = (seq: string, message = '', level: LogLine['level'] = 'info'): LogLine => ({
    seq,
    message,
    level,
    at: '2026-01-01T00:00:00.000Z',
    attempt: 1,
    length: message.length,
  });

  it('come in the order of their numbers, each once', () => {
    const merged = mergeLines([line('9'), line('11')], [line('10'), line('11'), line('100')]);
    expect(merged.map(({ seq }) => seq)).toEqual(['9', '10', '11', '100']);
  });

  it('belong to one of the attempts that have their number', () => {
    const attempt = (number: number, startedAt: string | null, endedAt: string | null) =>
      ({ number, startedAt, endedAt }) as AttemptView;
    const [at, noon] = [(time: string) => `2026-01-01T${time}Z`, '12:00:00.000'];
    // Failed, requeued, snoozed, failed for a reason that nobody wrote a start of, and running.
    const attempts = [
      attempt(1, at('10:00:00.000'), at('10:00:01.000')),
      attempt(1, at('11:00:00.000'), at('11:00:01.000')),
      attempt(2, null, at('11:30:00.000')),
      attempt(1, at(noon), null),
    ];
    const lines = [
      { ...line('0', 'of a run that is gone'), at: at('09:00:00.000') },
      { ...line('1', 'first'), at: at('10:00:00.500') },
      { ...line('2', 'written late'), at: at('10:00:03.000') },
      { ...line('3', 'second'), at: at('11:00:00.000') },
      // Its time is rounded.
      { ...line('4', 'third'), at: at('11:59:59.999') },
    ];
    const messages = attempts.map((each) => linesOf(lines, each, attempts).map(({ message }) => message));
    expect(messages).toEqual([
      ['first', 'written late'],
      ['second'],
      lines.map(({ message }) => message),
      ['third'],
    ]);
  });

  it('are searched for text, never for a pattern', () => {
    const lines = [line('1', 'charge(', 'warn'), line('2', 'charged', 'debug')];
    expect(filterLines(lines, 'debug', '(')).toHaveLength(1);
    expect(filterLines(lines, 'info', 'charge')).toHaveLength(1);
  });
});

describe('valueText', () => {
  const text = (value: string): ValueNode => ({ kind: 'string', value, length: value.length });
  it('writes values as code', () => {
    const node: ValueNode = {
      kind: 'object',
      length: 3,
      entries: [
        { key: 'id', value: { kind: 'bigint', value: '12' } },
        { key: 'a-b', value: { kind: 'list', items: [text('x'), { kind: 'redacted' }], length: 5 } },
        { key: 'at', value: { kind: 'date', value: '2026-01-01T00:00:00.000Z' } },
      ],
    };
    expect(valueText(node)).toBe(
      '{ id: 12n, "a-b": ["x", •••, …], at: new Date("2026-01-01T00:00:00.000Z") }',
    );
    expect(callText('Mail.send', [text('a'), { kind: 'undefined' }])).toBe('Mail.send("a", undefined)');
  });

  it('cuts what is long, wherever it is', () => {
    expect(valueText(text('x'.repeat(500)), 10)).toHaveLength(10);
    const list: ValueNode = {
      kind: 'list',
      length: 1e6,
      items: Array.from({ length: 1_000 }, () => text('y')),
    };
    expect(valueText(list, 50).length).toBeLessThanOrEqual(50);
  });
});

describe('typedConfirmation', () => {
  const run = (value: number, capped = false): DryRun => ({
    matched: { value, capped },
    eligible: { value, capped },
    sample: [],
  });
  it('is asked for what cannot be taken back, and for many', () => {
    expect(typedConfirmation('requeue', run(1_000))).toBeNull();
    expect(typedConfirmation('requeue', run(1_001))).toBe('1001');
    expect(typedConfirmation('requeue', run(500, true))).toBe('500');
    expect(typedConfirmation('delete', run(1))).toBeNull();
    expect(typedConfirmation('delete', run(2))).toBe('2');
  });
});

describe('charts', () => {
  const answer: SeriesResponse = {
    metric: 'wait',
    unit: 'ms',
    from: '2026-01-01T00:00:00.000Z',
    until: '2026-01-01T00:02:00.000Z',
    stepMs: 60_000,
    times: ['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z'],
    partial: true,
    series: [{ key: 'mail', isRest: false, values: [null, 4], samples: [0, 1] }],
  };

  it('have a row for each bucket', () => {
    expect(chartRows(answer).map(({ values }) => values)).toEqual([[null], [4]]);
    expect(isEmptyChart(answer)).toBe(false);
    expect(isEmptyChart({ ...answer, series: [] })).toBe(true);
  });

  it('take their view from the address, and the default for nonsense', () => {
    expect(readView({ metric: 'run', range: '<b>' })).toEqual({
      metric: 'run',
      range: '24h',
      group: 'none',
      percentile: 'p95',
    });
  });

  it('draw a line from edge to edge', () => {
    expect(sparklinePath([0, 10], 96, 24).line).toBe('M0 23L96 1');
    expect(sparklinePath([], 96, 24)).toEqual({ line: '', area: '' });
  });

  it('shade few beside many', () => {
    expect([0, 1, 12, 1_284].map((count) => heat(count, 1_284))).toEqual([0, 1, 2, 4]);
  });
});
