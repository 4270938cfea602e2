import type { EntityManager } from 'typeorm';
import type { JobStore, WakeHint } from '../../../lib/store/index.js';
import type { Cluster } from '../database/cluster.js';
import type { Known } from '../model/known.js';
import type { World } from '../model/world.js';

/** How an action reaches the database. */
export interface Door {
  cluster: Cluster;
  /** The process that acts. */
  store: JobStore;
  /** The application's transaction it is part of. */
  manager?: EntityManager;
}

/** One thing that somebody does, with everything chosen. */
export interface Action<Answer = unknown> {
  /** As people read it in a report; ids are made readable there. */
  title: string;
  /** It is in a transaction of the application, which may lose against another. */
  isTransaction?: boolean;
  perform(door: Door): Promise<Answer>;
  /**
   * Moves the model, and returns what the answer must be; it gets the real one for where several
   * are right.
   * @throws {Refusal} when the store must refuse it, and nothing may have changed.
   */
  predict(world: World, answer: Answer): Answer;
  /** What the processes learn from it. Not called when it was refused or rolled back. */
  learn?(known: Known, answer: Answer): void;
}

/** How an action is chosen among what is known; `null`: there is nothing to do it to. */
export type Plan = (known: Known) => Action | null;

/** The store must throw this error. */
export class Refusal extends Error {
  constructor(readonly error: string) {
    super(`It must be refused with a ${error}`);
  }
}

/** A hint says at least where jobs have been released: more is no mistake. */
export function atLeast(expected: WakeHint, hint: WakeHint): WakeHint {
  const covers = expected.queues.every((queue) => hint.queues.includes(queue)) && (hint.due || !expected.due);
  return covers ? hint : expected;
}
