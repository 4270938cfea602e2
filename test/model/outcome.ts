import { inspect } from 'node:util';
import { JobsError } from '../../lib/errors/index.js';
import { Refusal } from './commands/action.js';

/** What came of a call, or must come of it. */
export interface Outcome {
  answer?: unknown;
  /** The name of the error with which it was refused. */
  refused?: string;
  /** Any other error. */
  error?: unknown;
}

export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    return { answer: await work() };
  } catch (error) {
    if (error instanceof Refusal) {
      return { refused: error.error };
    }
    return error instanceof JobsError ? { refused: error.name } : { error };
  }
}

/** In one line. */
export function show({ answer, refused, error }: Outcome): string {
  const failure = error === undefined ? refused : String(error);
  return failure ?? inspect(answer, { depth: 6, breakLength: Infinity, compact: true });
}
