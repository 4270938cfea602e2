import { inspect, isDeepStrictEqual } from 'node:util';
import { JobsError } from '../../lib/errors/index.js';
import { newWorker } from '../../lib/testing/contract/fixtures.js';
import { compare } from './checks/compare.js';
import { violations } from './checks/invariants.js';
import { Refusal, type Action } from './commands/action.js';
import { DAY, KNOWN_TYPES } from './commands/choices.js';
import type { Cluster } from './database/cluster.js';
import { readRows } from './database/rows.js';
import { Known } from './model/known.js';
import { emptyWorld, type World } from './model/world.js';

const WORKERS = 3;

/** One sequence: plays actions on the database and in the model, and compares the two after each. */
export class Session {
  readonly known = new Known();
  private world: World = emptyWorld();
  private readonly trace: { action: Action; answer: Result }[] = [];

  private constructor(private readonly cluster: Cluster) {}

  /** An empty database with workers that have nothing to do. */
  static async start(cluster: Cluster): Promise<Session> {
    await cluster.empty();
    const session = new Session(cluster);
    for (let place = 0; place < WORKERS; place++) {
      const id = await newWorker(cluster.next(), DAY, KNOWN_TYPES);
      session.known.setWorker(place, id);
      session.world.workers.set(id, true);
    }
    return session;
  }

  /** How many actions were played. */
  get length(): number {
    return this.trace.length;
  }

  /** @throws when the answer, or anything in the database, is not as the model says. */
  async play(action: Action): Promise<void> {
    const { cluster } = this;
    const began = Date.now();
    const actual = await outcomeOf(() => action.perform({ cluster, store: cluster.next() }));
    const ended = Date.now();
    this.trace.push({ action, answer: actual });
    const world = structuredClone(this.world);
    const expected = await outcomeOf(() => action.predict(world, actual.answer));
    if (actual.refused && expected.error) {
      // It was to say what cannot be said without an answer.
      expected.error = 'an answer';
    }
    if (actual.error) {
      this.fail([String(actual.error)], actual.error);
    }
    if (!isDeepStrictEqual(actual, expected)) {
      this.fail([`The answer is ${show(actual)}, and should be ${show(expected)}`]);
    }
    if (!actual.refused) {
      this.world = world;
      action.learn?.(this.known, actual.answer);
    }
    const rows = await readRows(cluster);
    const isPruned = [...world.jobs.values(), ...world.batches.values()].some(
      (each) => ('isGone' in each && each.isGone) || ('gone' in each && each.gone),
    );
    this.fail([
      ...compare(this.world, rows, { began, ended }),
      ...(isPruned ? [] : [...violations(rows), ...this.known.tally.violations(rows)]),
    ]);
  }

  private fail(problems: string[], cause?: unknown): void {
    if (problems.length > 0) {
      const steps = this.trace.map(
        ({ action, answer }, place) => `${place + 1}. ${action.title} → ${show(answer)}`,
      );
      throw new Error(this.known.readable([...problems, 'after', ...steps].join('\n  ')), { cause });
    }
  }
}

interface Result {
  answer?: unknown;
  /** The name of the error with which it was refused. */
  refused?: string;
  /** Any other: it is always a mistake. */
  error?: unknown;
}

async function outcomeOf(work: () => unknown): Promise<Result> {
  try {
    return { answer: await work() };
  } catch (error) {
    if (error instanceof Refusal) {
      return { refused: error.error };
    }
    return error instanceof JobsError ? { refused: error.name } : { error };
  }
}

function show({ answer, refused, error }: Result): string {
  return (
    refused ??
    (error ? String(error) : undefined) ??
    inspect(answer, { depth: 6, breakLength: Infinity, compact: true })
  );
}
