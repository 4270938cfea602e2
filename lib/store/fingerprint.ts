import { createHash } from 'node:crypto';
import type { StoredError } from '../interfaces/index.js';

/** Characters of a message that say what it is about; what follows is often data. */
const SIGNIFICANT = 200;

/** Longer lines are no frames of a stack. */
const LONGEST_FRAME = 1_000;

/** What varies from one failure to the next. Ids and numbers look alike: some ids are nothing but digits. */
const VARYING: [RegExp, string][] = [
  [/"[^"]*"|'[^']*'|`[^`]*`/g, '"…"'],
  [/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, '<url>'],
  [/\S+@\S+\.\w+/g, '<email>'],
  [/\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/gi, '#'],
  [/\b(?:0x[0-9a-f]+|(?=[a-f]*\d)[0-9a-f]{8,})\b/gi, '#'],
  [/\d+(?:[.,:]\d+)*/g, '#'],
];

/** The message without what varies: `User 42 not found` is `User # not found`. */
export function messagePattern(message: string): string {
  const line = message
    .slice(0, 4 * SIGNIFICANT)
    .trimStart()
    .split('\n', 1)[0]!;
  return VARYING.reduce((text, [pattern, sign]) => text.replace(pattern, sign), line)
    .slice(0, SIGNIFICANT)
    .trim();
}

const FRAME = /^\s+at (?:(.*) \()?(.+?)(?::\d+){0,2}\)?$/;

/**
 * The first place in the stack that is the application's: function and file, without line numbers
 * and directories, which differ between deployments. `null` when there is none.
 */
export function applicationFrame({ stack = '' }: StoredError): string | null {
  for (const line of stack.split('\n')) {
    const frame = line.length > LONGEST_FRAME ? null : FRAME.exec(line);
    if (frame && !/node_modules|^node:|^native$|<anonymous>|^internal\//.test(frame[2]!)) {
      const file = frame[2]!.split(/[/\\]/).slice(-2).join('/').replace(/\?.*$/, '');
      return frame[1] ? `${frame[1].replace(/^async /, '')} (${file})` : file;
    }
  }
  return null;
}

/** The same for failures of one cause, in every process and after every deployment: a short text. */
export function fingerprintOf(error: StoredError): string {
  const parts = [error.name, messagePattern(error.message), applicationFrame(error)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
