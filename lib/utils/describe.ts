import { inspect } from 'node:util';

/** A value for an error message: short, on one line, and never throwing. */
export function describeValue(value: unknown): string {
  try {
    if (typeof value === 'function') {
      const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'function';
      return `${kind} ${String(value.name) || '(anonymous)'}`;
    }
    return truncate(oneLine(inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 80 })), 120);
  } catch {
    return `(${typeof value} that cannot be shown)`;
  }
}

/** An error for a log line: its name and message, on one line. */
export function describeError(error: unknown): string {
  try {
    return error instanceof Error ? oneLine(`${error.name}: ${error.message}`) : describeValue(error);
  } catch {
    return '(error that cannot be shown)';
  }
}

/** `text`, cut to `length` characters with an ellipsis. */
export function truncate(text: string, length: number): string {
  // Not between the two halves of a character.
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
