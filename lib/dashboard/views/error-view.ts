import type { StoredError } from '../../interfaces/index.js';
import { truncate } from '../../utils/index.js';
import type { ErrorView, StackFrame } from '../api/index.js';

const MAX_FRAMES = 100;
const MAX_LINE = 1_000;
const MAX_MESSAGE = 10_000;
const MAX_CAUSES = 5;

/** An error with its stack taken apart, and its causes. */
export function toErrorView(error: StoredError, depth = 0): ErrorView {
  const text = (value: unknown, length: number) => truncate(typeof value === 'string' ? value : '', length);
  return {
    name: text(error.name, MAX_LINE),
    message: text(error.message, MAX_MESSAGE),
    code: typeof error.code === 'string' ? truncate(error.code, MAX_LINE) : null,
    frames: typeof error.stack === 'string' ? framesOf(error.stack) : [],
    cause: error.cause && depth < MAX_CAUSES ? toErrorView(error.cause, depth + 1) : null,
  };
}

function framesOf(stack: string): StackFrame[] {
  return stack
    .split('\n')
    .filter((line) => /^\s*at /.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => {
      const text = truncate(line.trim(), MAX_LINE);
      return { text, isApp: !/node:|node_modules[\\/]|<anonymous>$|\(native\)/.test(text) };
    });
}
