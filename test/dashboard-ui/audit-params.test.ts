import { describe, expect, it } from 'vitest';
import { Formats } from '../../lib/dashboard/ui/i18n/formats.js';
import type { Translate } from '../../lib/dashboard/ui/i18n/messages.js';
import { auditParams } from '../../lib/dashboard/ui/utils/audit-params.js';

const t: Translate = (key, values = {}) => [key, ...Object.values(values)].join(' ');
const format = new Formats('en', t, 'UTC');
const read = (params: Parameters<typeof auditParams>[0]) =>
  auditParams(params, t, format).map(([name, value]) => `${name}: ${value}`);

describe('auditParams', () => {
  it('says with what an action was done, by the names the pages use', () => {
    expect(read({ at: '2026-01-31T12:00:00.000Z', queue: 'mail' })).toEqual([
      'when.time: Jan 31, 2026, 12:00:00',
      'suggest.queue: mail',
    ]);
    expect(read({ delayMs: 0, query: '' })).toEqual([
      'when.label: when.now',
      'operation.selection: bulk.everything',
    ]);
    expect(read({ delayMs: 60_000, query: 'tag:a' })).toEqual([
      'when.label: when.in 1 min',
      'operation.selection: tag:a',
    ]);
    expect(read({ count: 3 })).toEqual(['operation.selection: selection.some 3']);
    expect(read({ concurrency: 1_000, rate: '5/60000ms' })).toEqual([
      'limit.concurrency: 1,000',
      'limit.rate: limit.per 5 1 min',
    ]);
    expect(read({ concurrency: null, rate: null })).toEqual([
      'limit.concurrency: limit.lifted',
      'limit.rate: limit.lifted',
    ]);
    expect(read({ cron: '0 5 * * *', enabled: false })).toEqual([
      'recurring.cron: 0 5 * * *',
      'recurring.enabled: common.no',
    ]);
  });

  it('tells what it does not know as it is written', () => {
    expect(read({ colour: 'red', until: 'soon', rate: 'often' })).toEqual([
      'colour: red',
      'pause.until: soon',
      'limit.rate: often',
    ]);
  });
});
