import { describe, expect, it } from 'vitest';
import { draftOf, received, sending, type Draft } from '../../lib/dashboard/ui/utils/draft.js';

const write = (draft: Draft, text: string): Draft => ({ ...draft, text });

describe('what is written in a filter', () => {
  it('stays when what was sent before comes back', () => {
    let draft = sending(write(draftOf(''), 'ma'), 'ma');
    draft = write(draft, 'mai');
    expect(received(draft, 'ma')).toEqual({ text: 'mai', sent: [] });
  });

  it('stays when what was sent comes back late, or not at all', () => {
    let draft = sending(write(draftOf(''), 'm'), 'm');
    draft = sending(write(draft, 'ma'), 'ma');
    draft = write(draft, 'mai');
    expect(received(received(draft, 'm'), 'ma').text).toBe('mai');
    expect(received(draft, 'ma')).toEqual({ text: 'mai', sent: [] });
  });

  it('is replaced when the address changes by other means, also back to what was sent once', () => {
    const draft = received(sending(write(draftOf(''), 'mail'), 'mail'), 'mail');
    expect(received(draft, '').text).toBe('');
    expect(received(received(draft, ''), 'mail').text).toBe('mail');
  });
});
