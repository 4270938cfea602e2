import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serializeError } from '../../../lib/serialization/index.js';
import { applicationFrame, fingerprintOf, messagePattern } from '../../../lib/store/index.js';

const stack = (...lines: string[]) =>
  ['TypeError: broken', ...lines.map((line) => `    at ${line}`)].join('\n');

describe('messagePattern', () => {
  it.each([
    ['User 42 not found', 'User # not found'],
    ['took 1.5s, 12:30', 'took #s, #'],
    ['no "a b" in \'c\' or `d`', 'no "…" in "…" or "…"'],
    ['job 0192f0c1-7f3a-7abc-8def-0123456789ab', 'job #'],
    ['commit deadbeef01 at 0xff', 'commit # at #'],
    ['deadbeefs are words', 'deadbeefs are words'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED #'],
    ['mail to ayla@example.com', 'mail to <email>'],
    ['GET https://example.com/a?b=1 failed', 'GET <url> failed'],
    ['first\nsecond 1', 'first'],
    ['', ''],
  ])('%j is %j', (message, pattern) => {
    expect(messagePattern(message)).toBe(pattern);
  });
});

describe('applicationFrame', () => {
  it.each([
    [stack('Mailer.send (file:///srv/app/dist/mail/mailer.js:10:5)'), 'Mailer.send (mail/mailer.js)'],
    [stack('async Mailer.send (C:\\app\\mail\\mailer.ts:1:2)'), 'Mailer.send (mail/mailer.ts)'],
    [stack('/srv/app/main.js:3:4'), 'app/main.js'],
    [
      stack(
        'f (/srv/node_modules/pg/lib/a.js:1:1)',
        'process.x (node:internal/x:1:1)',
        'new Promise (<anonymous>)',
        'own (/a/b.js:1:1)',
      ),
      'own (a/b.js)',
    ],
    [stack('f (/srv/node_modules/pg/lib/a.js:1:1)'), null],
    ['TypeError: at home (in bed)', null],
    ['', null],
    [undefined, null],
  ])('of %j is %j', (text, frame) => {
    expect(applicationFrame({ name: 'TypeError', message: 'broken', stack: text })).toBe(frame);
  });

  it('finds where a real error was thrown', () => {
    function thrower(): never {
      throw new Error('here');
    }
    let caught: unknown;
    try {
      thrower();
    } catch (error) {
      caught = error;
    }
    expect(applicationFrame(serializeError(caught))).toBe('thrower (store/fingerprint.test.ts)');
  });
});

describe('fingerprintOf', () => {
  const error = { name: 'TypeError', message: 'User 42 not found', stack: stack('A.run (/v1/a.js:1:2)') };

  it('is the same for other numbers, in another place after a deployment', () => {
    const other = { ...error, message: 'User 7 not found', stack: stack('A.run (/v1/a.js:99:1)') };
    expect(fingerprintOf(other)).toBe(fingerprintOf(error));
    expect(fingerprintOf(error)).toMatch(/^[0-9a-f]{16}$/);
  });

  it('differs by name, message and place', () => {
    const others = [
      { ...error, name: 'RangeError' },
      { ...error, message: 'User 42 not active' },
      { ...error, stack: stack('B.run (/v1/a.js:1:2)') },
      { ...error, stack: undefined },
    ];
    expect(new Set([error, ...others].map(fingerprintOf)).size).toBe(5);
  });

  it('does not care for the numbers in any message', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (list, a, b) => {
        const message = (number: number) => list.join(` ${number} `);
        expect(messagePattern(message(a))).toBe(messagePattern(message(b)));
      }),
    );
  });

  it('takes whatever was thrown, in no time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (message, text) => {
        expect(fingerprintOf({ name: message, message, stack: text })).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
    const hostile = [
      ' ('.repeat(9_000),
      'a'.repeat(20_000),
      '"'.repeat(9_999),
      '@a.'.repeat(5_000),
      `${'0'.repeat(9)}-`.repeat(999),
    ];
    const startedAt = performance.now();
    for (const text of hostile) {
      fingerprintOf({
        name: text,
        message: text,
        stack: stack(...Array(500).fill(`f (${text.slice(0, 40)}`)),
      });
      fingerprintOf({ name: 'E', message: 'm', stack: `    at ${text}` });
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
