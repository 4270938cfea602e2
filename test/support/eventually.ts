import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is there; what a test waits for is an event, never a length of time. */
export async function eventually<Value>(
  ask: () => Promise<Value | null | undefined | false> | Value | null | undefined | false,
  limit = 20_000,
): Promise<Value> {
  const deadline = performance.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited for ${limit} ms in vain: ${ask.toString()}`);
    }
    await sleep(5);
  }
}

/** A promise and what settles it. */
export function deferred<Value = void>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<Value>((...settlers) => ([resolve, reject] = settlers));
  return { promise, resolve, reject };
}
