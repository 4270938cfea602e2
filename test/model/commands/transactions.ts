import * as fc from 'fast-check';
import { JobsError } from '../../../lib/errors/index.js';
import type { World } from '../model/world.js';
import { Refusal, type Action } from './action.js';
import { command, type Command, type Weighted } from './command.js';

class RolledBack extends Error {}

/** The answer of an action that was refused: the transaction goes on, as if it had not been tried. */
class Refused {
  constructor(readonly error: string) {}
}

/**
 * Several of the commands in one transaction of the application, which commits or does not: a
 * process that dies in it is one that rolls back.
 */
export function transactions(weight: number, joining: Weighted[]): Weighted {
  const some = fc.array(fc.oneof(...joining), { minLength: 1, maxLength: 3 });
  return command(
    weight,
    'transaction',
    fc.record({ commands: some, commits: fc.boolean() }),
    (input) => (known) => {
      const actions = input.commands.flatMap((each: Command) => each.plan(known) ?? []);
      return actions.length === 0 ? null : transaction(actions, input.commits);
    },
  );
}

function transaction(actions: Action[], commits: boolean): Action {
  return {
    title: `${commits ? 'in a transaction' : 'in a transaction that is rolled back'} (${actions.map((each) => each.title).join(' | ')})`,
    isTransaction: true,
    async perform({ cluster, store }) {
      const answers: unknown[] = [];
      try {
        await cluster.application.transaction(async (manager) => {
          for (const action of actions) {
            answers.push(await survive(() => action.perform({ cluster, store, manager })));
          }
          if (!commits) {
            throw new RolledBack();
          }
        });
      } catch (error) {
        if (!(error instanceof RolledBack)) {
          throw error;
        }
      }
      return answers;
    },
    predict(world, answers) {
      const after = structuredClone(world);
      const expected = actions.map((action, place) => predict(after, action, answers[place]));
      if (commits) {
        Object.assign(world, after);
      }
      return expected;
    },
    learn(known, answers) {
      if (commits) {
        actions.forEach((action, place) => {
          if (!(answers[place] instanceof Refused)) {
            action.learn?.(known, answers[place]);
          }
        });
      }
    },
  } as Action<unknown[]> as Action;
}

async function survive(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof JobsError) {
      return new Refused(error.name);
    }
    throw error;
  }
}

function predict(world: World, action: Action, answer: unknown): unknown {
  const after = structuredClone(world);
  try {
    const expected = action.predict(after, answer);
    Object.assign(world, after);
    return expected;
  } catch (error) {
    if (error instanceof Refusal) {
      return new Refused(error.error);
    }
    if (answer instanceof Refused) {
      return 'an answer';
    }
    throw error;
  }
}
