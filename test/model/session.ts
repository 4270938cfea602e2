import { isDeepStrictEqual } from 'node:util';
import { compare } from './checks/compare.js';
import { drain } from './checks/drain.js';
import { violations } from './checks/invariants.js';
import type { Action } from './commands/action.js';
import type { Cluster } from './database/cluster.js';
import { readRows } from './database/rows.js';
import { Known } from './model/known.js';
import { emptyWorld, type World } from './model/world.js';
import { outcomeOf, show, type Outcome } from './outcome.js';

/** One sequence: plays actions on the database and in the model, and compares the two after each. */
export class Session {
  readonly known = new Known();
  private world: World = emptyWorld();
  private readonly trace: { action: Action; outcome: Outcome }[] = [];

  private constructor(private readonly cluster: Cluster) {}

  /** An empty database with workers that have nothing to do. */
  static async start(cluster: Cluster): Promise<Session> {
    const session = new Session(cluster);
    for (const [place, id] of (await cluster.begin()).entries()) {
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
    this.trace.push({ action, outcome: actual });
    if (actual.error) {
      this.fail([String(actual.error)], actual.error);
    }
    const world = structuredClone(this.world);
    const expected = await outcomeOf(() => action.predict(world, actual.answer));
    if (expected.error && !actual.refused) {
      throw expected.error;
    }
    if (!isDeepStrictEqual(actual, expected)) {
      // Of what was refused, the model may not be able to say what the answer would have been.
      const right = expected.error ? 'an answer' : show(expected);
      this.fail([`The answer is ${show(actual)}, and should be ${right}`]);
    }
    if (!actual.refused) {
      this.world = world;
      action.learn?.(this.known, actual.answer);
    }
    const rows = await readRows(cluster);
    this.fail([
      ...this.known.passage.violations(rows),
      ...compare(this.world, rows, { began, ended }),
      ...(isPruned(this.world) ? [] : [...violations(rows), ...this.known.tally.violations(rows)]),
    ]);
  }

  /** @throws when somebody waits at a gate for a place that nobody has. */
  async finish(): Promise<void> {
    this.fail(await drain(this.cluster));
  }

  private fail(problems: string[], cause?: unknown): void {
    if (problems.length > 0) {
      const steps = this.trace.map(
        ({ action, outcome }, place) => `${place + 1}. ${action.title} → ${show(outcome)}`,
      );
      throw new Error(this.known.readable([...problems, 'after', ...steps].join('\n  ')), { cause });
    }
  }
}

function isPruned({ jobs, batches }: World): boolean {
  return [...jobs.values()].some((job) => job.isGone) || [...batches.values()].some((batch) => batch.gone);
}
