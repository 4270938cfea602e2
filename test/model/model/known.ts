import type { ClaimKey, HeldJob } from '../../../lib/store/index.js';
import { withNames } from './gates.js';
import { Passage } from './passage.js';
import { Tally } from './tally.js';

/** A claim that a worker was given. */
export type Claim = HeldJob & { watched?: boolean };

/**
 * What the processes of the application know: the ids of what they have written, and the claims they
 * were given. Commands choose from it, and never from the model, which knows what became of them.
 */
export class Known {
  readonly jobs: string[] = [];
  readonly batches: string[] = [];
  readonly operations: string[] = [];
  /** Where the next look at gates begins. */
  after: string | null = null;
  /** Ids of the workers that are thought to be there. */
  readonly workers: string[] = [];
  /** Claims that were given and not settled yet, as far as their worker knows. */
  open: Claim[] = [];
  /** All that were ever given. */
  readonly claims: Claim[] = [];
  readonly tally = new Tally();
  readonly passage = new Passage();
  private readonly labels = new Map<string, string>();

  addJobs(ids: string[]): void {
    this.add(this.jobs, 'J', ids);
  }

  addBatches(ids: string[]): void {
    this.add(this.batches, 'B', ids);
  }

  addOperation(id: string): void {
    this.add(this.operations, 'O', [id]);
  }

  /** Puts a new worker in place of one that is gone. */
  setWorker(place: number, id: string): void {
    this.workers[place] = id;
    this.label(id, 'W');
  }

  /** `lost`: the answer never reached the worker. */
  addClaims(claims: Claim[], lost = false): void {
    this.claims.push(...claims);
    this.tally.give(claims);
    if (!lost) {
      this.open.push(...claims);
    }
  }

  close(claims: ClaimKey[]): void {
    this.open = this.open.filter(
      (each) => !claims.some((claim) => claim.id === each.id && claim.claim === each.claim),
    );
  }

  /** Jobs and batches that a continuation may name. */
  parents(): { id: string; kind: 'job' | 'batch' }[] {
    const some = (ids: string[], kind: 'job' | 'batch') => ids.slice(-4).map((id) => ({ id, kind }));
    return [...some(this.batches, 'batch'), ...some(this.jobs, 'job')];
  }

  /** An id as people can read it: `J3`. */
  label(id: string, letter = '?'): string {
    let label = this.labels.get(id);
    if (!label) {
      label = `${letter}${[...this.labels.values()].filter((each) => each.startsWith(letter)).length + 1}`;
      this.labels.set(id, label);
    }
    return label;
  }

  /** The text with every id that is known as people can read it. */
  readable(text: string): string {
    return withNames(text).replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => this.label(id));
  }

  private add(list: string[], letter: string, ids: string[]): void {
    list.push(...new Set(ids.filter((id) => !list.includes(id))));
    ids.forEach((id) => this.label(id, letter));
  }
}

/** One of the latest of a list; `undefined` only if it is empty. */
export function latest<Item>(list: readonly Item[], index: number, window = 8): Item | undefined {
  const some = list.slice(-window);
  return some.at(-1 - (index % Math.max(1, some.length)));
}

/** Several of them, each once. */
export function severalLatest<Item>(list: readonly Item[], indexes: number[], window = 8): Item[] {
  return [...new Set(indexes.flatMap((index) => latest(list, index, window) ?? []))];
}
