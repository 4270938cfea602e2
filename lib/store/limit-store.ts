import type { EntityManager } from 'typeorm';
import type { AdmitRequest, Admitted, Control, Controls } from './control-records.js';

/** Limits and pauses, and the jobs that wait for them: part of the `JobStore`'s contract. */
export abstract class LimitStore {
  /**
   * Lets jobs that wait for limits go to their queues, in the order of priority, then time, among
   * those that wait for the same; deletes those that are not to wait. Any number of workers may do it
   * at once, and whatever dies, no limit is exceeded and no place is lost: what counts is how many
   * jobs are there.
   */
  abstract admit(request: AdmitRequest): Promise<Admitted>;

  /**
   * Locks the controls with these ids, has `decide` say what becomes of them at the database's time,
   * and writes what it returns. `decide` must not touch anything else: it is called again after a conflict.
   */
  abstract change(
    ids: string[],
    decide: (controls: Control[], now: number) => Control[],
    manager?: EntityManager,
  ): Promise<Control[]>;

  /** What applies to queues and job types. */
  abstract controls(): Promise<Controls>;
}
