import * as fc from 'fast-check';
import type { DatabaseKind } from '../support/databases.js';

/** How many sequences each property is tried with; `MODEL_RUNS` says otherwise. */
export type Runs = Record<DatabaseKind, number>;

/**
 * Tries a property with random input and prints the seed; `MODEL_SEED` repeats a run.
 * @throws with the shortest sequence found that fails.
 */
export async function tryOut<Input>(
  title: string,
  kind: DatabaseKind,
  runs: Runs,
  property: fc.IAsyncProperty<Input>,
): Promise<void> {
  const numRuns = Number(process.env.MODEL_RUNS ?? runs[kind]);
  const seed = Number(process.env.MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31));
  const began = performance.now();
  const details = await fc.check(property, { numRuns, seed, endOnFailure: false });
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  const about = `${title} on ${kind}: MODEL_SEED=${seed}`;
  if (details.failed) {
    const error = details.errorInstance as Error;
    throw new Error(
      `${about}: sequence ${details.numRuns} failed, and when it was made shorter ${details.numShrinks} times:\n  ${error.message}`,
      { cause: error.cause },
    );
  }
  console.log(`${about}: ${numRuns} sequences in ${seconds} s`);
}
