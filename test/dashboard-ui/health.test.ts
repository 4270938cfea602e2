import { setupI18n, type Messages } from '@lingui/core';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import { describe, expect, it } from 'vitest';
import type { HealthCode, HealthProblem, Locale } from '../../lib/dashboard/api/index.js';
import { workerProblems } from '../../lib/dashboard/engine/problems.js';
import type { Snapshot } from '../../lib/dashboard/engine/snapshot.js';
import enFirst from '../../lib/dashboard/ui/i18n/en/first.js';
import enRest from '../../lib/dashboard/ui/i18n/en/rest.js';
import trFirst from '../../lib/dashboard/ui/i18n/tr/first.js';
import trRest from '../../lib/dashboard/ui/i18n/tr/rest.js';
import { Formats } from '../../lib/dashboard/ui/i18n/formats.js';
import type { MessageKey, Translate } from '../../lib/dashboard/ui/i18n/messages.js';
import { healthValues } from '../../lib/dashboard/ui/utils/health-values.js';

const TEXTS: Record<Locale, Record<string, string>> = {
  en: { ...enFirst, ...enRest },
  tr: { ...trFirst, ...trRest },
};

/** A problem in the words of a language. */
function read(locale: Locale, { code, params }: Pick<HealthProblem, 'code' | 'params'>): string {
  const compiled = Object.entries(TEXTS[locale])
    .filter(([key]) => key.startsWith(`health.${code}.`))
    .map(([key, text]) => [key, compileMessageOrThrow(text)]);
  const i18n = setupI18n({ locale, messages: { [locale]: Object.fromEntries(compiled) as Messages } });
  const t: Translate = (key, values) => i18n._(key, values);
  const values = healthValues({ code, params } as HealthProblem, new Formats(locale, t));
  return ['title', 'effect', 'remedy']
    .map((part) => t(`health.${code}.${part}` as MessageKey, values))
    .join(' ');
}

describe('the texts of problems', () => {
  it.each<[HealthCode, HealthProblem['params']]>([
    ['queue_without_worker', { queue: 'mail', waiting: 12_345, oldestMs: 1_000 }],
    ['type_without_worker', { type: 'Mail.send', waiting: 12_345 }],
    ['recurring_failed', { recurring: 'digest', failures: 12_345, error: 'no' }],
    ['failures_rising', { count: 12_345, share: 0.5, usualShare: 0.1 }],
  ])('write large numbers as the language does: %s', (code, params) => {
    expect(read('en', { code, params })).toContain('12,345');
    expect(read('tr', { code, params })).toContain('12.345');
  });

  it('count failures in a row, and one by itself', () => {
    const failed = (failures: number) => ({
      code: 'recurring_failed' as const,
      params: { recurring: 'digest', failures, error: 'no' },
    });
    expect(read('en', failed(1))).toContain('It failed once: no');
    expect(read('en', failed(2))).toContain('It failed 2 times in a row: no');
    expect(read('tr', failed(1))).toContain('Bir kez başarısız oldu: no');
    expect(read('tr', failed(2))).toContain('Art arda 2 kez başarısız oldu: no');
  });

  it('name the process whose clock is off, and its machine', () => {
    const worker = (name: string) => ({
      id: name,
      name,
      host: `host-of-${name}`,
      alive: true,
      clockSkew: 7_000,
    });
    const snapshot = { at: 0, states: {}, workers: ['a', 'b'].map(worker) } as unknown as Snapshot;
    const texts = workerProblems(snapshot).flatMap((problem) => [read('en', problem), read('tr', problem)]);
    expect(new Set(texts).size).toBe(4);
    expect(texts[0]).toContain('The clock of a is off by 7 sec');
    expect(texts[2]).toContain('The clock of b is off by 7 sec');
    expect(texts[2]).toContain('clock of host-of-b with NTP');
    expect(texts[3]).toContain('host-of-b makinesinin saatini');
  });
});
