import { drain } from './checks/drain.js';
import { violations } from './checks/invariants.js';
import type { Action } from './commands/action.js';
import type { Command } from './commands/command.js';
import type { Cluster } from './database/cluster.js';
import { readRows } from './database/rows.js';
import { Known } from './model/known.js';
import { outcomeOf, show, type Outcome } from './outcome.js';

/**
 * One sequence of rounds: what is in a round is done at once, by different processes. Which result
 * is right nobody can say beforehand; what must hold in any case is asked after each round.
 */
export class Crowd {
  private readonly known = new Known();
  private readonly trace: string[] = [];
  /** Transactions of the application that lost against others. */
  conflicts = 0;
  /** How many actions were played. */
  length = 0;

  private constructor(private readonly cluster: Cluster) {}

  /** An empty database with workers that have nothing to do. */
  static async start(cluster: Cluster): Promise<Crowd> {
    const crowd = new Crowd(cluster);
    (await cluster.begin()).forEach((id, place) => crowd.known.setWorker(place, id));
    return crowd;
  }

  /** @throws when something does not hold afterwards. */
  async play(round: Command[]): Promise<void> {
    const { known, cluster } = this;
    const actions = round.flatMap((command) => command.plan(known) ?? []);
    if (actions.length === 0) {
      return;
    }
    this.length += actions.length;
    const outcomes = await Promise.all(actions.map((action) => this.perform(action)));
    this.trace.push(
      actions.map(({ title }, place) => `${title} → ${show(outcomes[place]!)}`).join('\n     '),
    );
    for (const [place, action] of actions.entries()) {
      const outcome = outcomes[place]!;
      if (!outcome.refused && !outcome.error) {
        action.learn?.(known, outcome.answer);
      }
    }
    const rows = await readRows(cluster);
    const errors = outcomes.flatMap(({ error }) => (error ? [String(error)] : []));
    const problems = [
      ...errors,
      ...violations(rows),
      ...known.tally.violations(rows),
      ...known.passage.violations(rows),
    ];
    this.fail(problems);
  }

  /** @throws when somebody waits at a gate for a place that nobody has. */
  async finish(): Promise<void> {
    this.fail(await drain(this.cluster));
  }

  private fail(problems: string[]): void {
    if (problems.length > 0) {
      const rounds = this.trace.map((line, place) => `${place + 1}. ${line}`);
      throw new Error(this.known.readable([...problems, 'after', ...rounds].join('\n  ')));
    }
  }

  private async perform(action: Action): Promise<Outcome> {
    const { cluster } = this;
    const outcome = await outcomeOf(() => action.perform({ cluster, store: cluster.next() }));
    // The store repeats what it does in a transaction of its own; here that is for the application.
    if (outcome.error && action.isTransaction && cluster.dialect.isConflict(outcome.error)) {
      this.conflicts++;
      return { refused: 'rolled back after a conflict' };
    }
    return outcome;
  }
}
