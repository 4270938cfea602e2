import { inspect } from 'node:util';
import { JobsError } from '../../lib/errors/index.js';
import { newWorker } from '../../lib/testing/contract/fixtures.js';
import { violations } from './checks/invariants.js';
import type { Action } from './commands/action.js';
import { DAY, KNOWN_TYPES } from './commands/choices.js';
import type { Command } from './commands/command.js';
import type { Cluster } from './database/cluster.js';
import { readRows } from './database/rows.js';
import { Known } from './model/known.js';

const WORKERS = 3;

/**
 * One sequence of rounds: what is in a round is done at once, by different processes. Which result
 * is right nobody can say beforehand; what must hold in any case is asked after each round.
 */
export class Crowd {
  private readonly known = new Known();
  private readonly trace: string[] = [];
  /** Transactions of the application that lost against others. */
  conflicts = 0;
  length = 0;

  private constructor(private readonly cluster: Cluster) {}

  static async start(cluster: Cluster): Promise<Crowd> {
    await cluster.empty();
    const crowd = new Crowd(cluster);
    for (let place = 0; place < WORKERS; place++) {
      crowd.known.setWorker(place, await newWorker(cluster.next(), DAY, KNOWN_TYPES));
    }
    return crowd;
  }

  /** @throws when something does not hold afterwards. */
  async play(round: Command[]): Promise<void> {
    const { known, trace } = this;
    const actions = round.flatMap((command) => command.plan(known) ?? []);
    this.length += actions.length;
    const answers = await Promise.all(actions.map((action) => this.perform(action)));
    trace.push(
      actions
        .map(({ title }, place) => `${title} → ${inspect(answers[place], { depth: 6 })}`)
        .join('\n     '),
    );
    for (const [place, action] of actions.entries()) {
      const answer = answers[place]!;
      if ('given' in answer) {
        action.learn?.(known, answer.given);
      }
    }
    const rows = await readRows(this.cluster);
    const errors = answers.flatMap((answer) => ('error' in answer ? [String(answer.error)] : []));
    const problems = [...errors, ...violations(rows), ...known.tally.violations(rows)];
    if (problems.length > 0) {
      const rounds = trace.map((line, place) => `${place + 1}. ${line}`);
      throw new Error(known.readable([...problems, 'after', ...rounds].join('\n  ')));
    }
  }

  private async perform(action: Action): Promise<Answer> {
    const { cluster } = this;
    try {
      return { given: await action.perform({ cluster, store: cluster.next() }) };
    } catch (error) {
      if (error instanceof JobsError) {
        return { refused: error.name };
      }
      if (action.isTransaction && cluster.dialect.isConflict(error)) {
        this.conflicts++;
        return { refused: 'conflict' };
      }
      return { error };
    }
  }
}

type Answer = { given: unknown } | { refused: string } | { error: unknown };
