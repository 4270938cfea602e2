import { describe, expect, it } from 'vitest';
import { ENGINE_REASONS, engineReason, type EngineReason } from '../../lib/interfaces/engine-reason.js';
import { reasonText } from '../../lib/dashboard/ui/i18n/reason.js';
import type { Translate } from '../../lib/dashboard/ui/i18n/messages.js';

const t: Translate = (key, values = {}) => `${key}(${Object.values(values).join(' ')})`;

describe('reasonText', () => {
  it.each(Object.entries(ENGINE_REASONS))('says %s in the viewer’s language', (reason, text) => {
    const names = [...text.matchAll(/{(\w+)}/g)].map(([, name]) => name!);
    const written = engineReason(
      reason as EngineReason,
      Object.fromEntries(names.map((name) => [name, `${name}-1`])),
    );
    expect(written).not.toMatch(/[{}]|undefined/);
    expect(reasonText(written, t)).toMatch(new RegExp(`^reason\\.${reason}\\(`));
  });

  it('keeps the values', () => {
    expect(reasonText('Attempt 2 of 10 failed', t)).toBe('reason.retried(2 10)');
    expect(reasonText('Attempt 10 of 10 failed, the last one', t)).toBe('reason.exhausted(10 10)');
    expect(reasonText('It was to run when batch 01a2 is succeeded, which is cancelled', t)).toBe(
      'reason.unmet(batch 01a2 relations.on.succeeded() batch.state.cancelled())',
    );
  });

  it.each(['Wrong customer', '', 'Attempt of', 'Snoozed by me', '{attempt}'])(
    'leaves %j as it is',
    (text) => {
      expect(reasonText(text, t)).toBe(text);
    },
  );
});
