import { LOG_LEVELS, type LogLevel } from '../../../interfaces/log-level.type.js';
import type { AttemptView, LogLine } from '../../api/index.js';

/** More would make the page slow. */
export const MAX_LINES = 5_000;

/** Both lists by `seq`, each line once; the oldest go where there are too many. */
export function mergeLines(known: LogLine[], added: LogLine[]): LogLine[] {
  const last = known.at(-1);
  const isLater = last === undefined || added.every((line) => compare(line, last) > 0);
  const all = isLater
    ? [...known, ...added]
    : [...new Map([...known, ...added].map((line) => [line.seq, line])).values()].toSorted(compare);
  return all.slice(-MAX_LINES);
}

/** The times of lines are reckoned back from when they were written: they are this exact, in ms. */
const EXACTNESS = 10;

/**
 * Those of one attempt among the lines that have its number: attempts that were not spent, and those before the
 * job was requeued, may have the same. What is written late, when the attempt has ended, is still its own.
 */
export function linesOf(lines: LogLine[], attempt: AttemptView, attempts: AttemptView[]): LogLine[] {
  const later = attempts.slice(attempts.indexOf(attempt) + 1).find(({ number }) => number === attempt.number);
  const from = startOf(attempt, -Infinity);
  const until = later ? startOf(later, Infinity) : Infinity;
  return lines.filter(({ at }) => from <= Date.parse(at) && Date.parse(at) < until);
}

function startOf({ startedAt }: AttemptView, unknown: number): number {
  return startedAt === null ? unknown : Date.parse(startedAt) - EXACTNESS;
}

/** `text` is looked for as it is: it is no pattern. */
export function filterLines(lines: LogLine[], level: LogLevel, text: string): LogLine[] {
  const from = LOG_LEVELS.indexOf(level);
  const wanted = text.toLowerCase();
  return lines.filter(
    (line) =>
      LOG_LEVELS.indexOf(line.level) >= from &&
      (wanted === '' || line.message.toLowerCase().includes(wanted)),
  );
}

/** Numbers as text, of any length. */
function compare(a: LogLine, b: LogLine): number {
  return a.seq.length - b.seq.length || (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0);
}
