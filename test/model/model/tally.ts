import type { ClaimKey, JobAction, Outcome } from '../../../lib/store/index.js';
import { isFinal } from '../../../lib/interfaces/index.js';
import type { Rows } from '../database/rows.js';

/** Why an operation moves jobs. */
export const BY_OPERATION = 'by an operation';

/** What the answers of the store add up to: the rows must say the same, whatever happened at once. */
export class Tally {
  /** The numbers of the claims that were given, by job. */
  private readonly given = new Map<string, number[]>();
  /** How often each claim was told that its outcome is written. */
  private readonly ended = new Map<string, number>();
  private readonly refunds = new Map<string, number>();
  private readonly lines = new Map<string, number>();
  /** Jobs that were made to start afresh. */
  private readonly afresh = new Set<string>();

  give(claims: ClaimKey[]): void {
    for (const { id, claim } of claims) {
      this.given.set(id, [...(this.given.get(id) ?? []), claim]);
    }
  }

  settle(outcomes: Outcome[], applied: boolean[]): void {
    for (const outcome of outcomes.filter((_, place) => applied[place])) {
      add(this.ended, `${outcome.id}:${outcome.claim}`);
      const isRefund = ['released', 'snoozed', 'throttled'].includes(outcome.kind);
      add(this.refunds, outcome.id, isRefund ? 1 : 0);
      const isSilent =
        ['succeeded', 'throttled'].includes(outcome.kind) ||
        (outcome.kind === 'released' && outcome.runTime === null);
      add(this.lines, outcome.id, isSilent ? 0 : 1);
    }
  }

  move(ids: string[], to: JobAction['to']): void {
    for (const id of ids) {
      add(this.lines, id);
      if (to === 'enqueued' || to === 'scheduled') {
        this.afresh.add(id);
      }
    }
  }

  recover(ids: string[]): void {
    for (const id of ids) {
      add(this.lines, id);
      add(this.refunds, id);
    }
  }

  fail(ids: string[]): void {
    ids.forEach((id) => add(this.lines, id));
  }

  violations({ jobs, history }: Rows): string[] {
    const twice = [...this.ended].filter(([, times]) => times > 1);
    return [
      ...twice.map(
        ([claim, times]) => `the claim ${claim} was told ${times} times that its outcome is written`,
      ),
      ...jobs.flatMap(({ id, claim, attempt }) => {
        const given = (this.given.get(id) ?? []).toSorted((a, b) => a - b);
        const left = given.length - (this.refunds.get(id) ?? 0);
        const all = history.filter((line) => line.jobId === id);
        // An operation does not say which jobs it has moved, and a continuation that will never run
        // says so in a line that nobody has asked for.
        const byOperation = all.filter((line) => line.reason?.endsWith(BY_OPERATION));
        const lines = all.filter(
          (line) => !byOperation.includes(line) && !line.reason?.startsWith('It was to run'),
        );
        const isAfresh = this.afresh.has(id) || byOperation.some(({ state }) => !isFinal(state));
        return [
          given.join() === Array.from({ length: claim }, (_, index) => index + 1).join()
            ? null
            : `${id} was claimed ${claim} times, and the claims ${given.join()} were given`,
          isAfresh || attempt === left ? null : `${id} is at attempt ${attempt}, and ${left} were begun`,
          lines.length === (this.lines.get(id) ?? 0)
            ? null
            : `${id} has ${lines.length} lines of history, and ${this.lines.get(id) ?? 0} things happened to it`,
        ].filter((each) => each !== null);
      }),
    ];
  }
}

function add(counts: Map<string, number>, key: string, by = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
