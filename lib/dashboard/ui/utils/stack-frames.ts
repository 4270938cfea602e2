import type { ErrorView, StackFrame } from '../../api/index.js';

/** The application's frames; all of them when there are none, or when all are wanted. */
export function shownFrames({ frames }: ErrorView, isFull: boolean): StackFrame[] {
  const own = frames.filter(({ isApp }) => isApp);
  return isFull || own.length === 0 ? frames : own;
}

export function errorText(error: ErrorView): string {
  const own = [`${error.name}: ${error.message}`, ...error.frames.map(({ text }) => text)].join('\n');
  return error.cause === null ? own : `${own}\nCaused by: ${errorText(error.cause)}`;
}
