import * as fc from 'fast-check';
import type { Cluster } from '../database/cluster.js';
import type { Session } from '../session.js';
import type { Plan } from './action.js';

/** A kind of action with its choices, made before it is known what there is to choose from. */
export class Command implements fc.AsyncCommand<Session, Cluster> {
  constructor(
    private readonly name: string,
    private readonly input: unknown,
    readonly plan: Plan,
  ) {}

  check(session: Readonly<Session>): boolean {
    return this.plan(session.known) !== null;
  }

  run(session: Session): Promise<void> {
    return session.play(this.plan(session.known)!);
  }

  toString(): string {
    return `${this.name} ${JSON.stringify(this.input)}`;
  }
}

/** How often a command is drawn, among the others. */
export interface Weighted {
  weight: number;
  arbitrary: fc.Arbitrary<Command>;
}

/** A kind of command: `input` draws its choices, `plan` makes an action of them. */
export function command<Input>(
  weight: number,
  name: string,
  input: fc.Arbitrary<Input>,
  plan: (input: Input) => Plan,
): Weighted {
  return { weight, arbitrary: input.map((drawn) => new Command(name, drawn, plan(drawn))) };
}
