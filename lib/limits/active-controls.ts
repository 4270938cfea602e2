import { Inject, Injectable } from '@nestjs/common';
import {
  controlId,
  isPaused,
  JobStore,
  limitsOf,
  type Control,
  type Lane,
  type StoredLimits,
} from '../store/index.js';

/**
 * The limits and pauses in force, as this worker knows them: loaded again when a look at the waiting
 * jobs says that one has changed, and known at once when this process has changed it. How many jobs a limit lets through is not decided by these but in
 * the database, when they are let through.
 */
@Injectable()
export class ActiveControls {
  private controls = new Map<string, Control>();
  /** `-1`: they have not been loaded yet. */
  private loadedRevision = -1;
  /** How often this process has changed some. */
  private changes = 0;
  /** What to add to this process's clock to have the database's. */
  private offset = 0;

  constructor(@Inject(JobStore) private readonly store: JobStore) {}

  /** Whether they are known: before that, nothing may be claimed. */
  get isLoaded(): boolean {
    return this.loadedRevision >= 0;
  }

  /** Loads them if they are not of this revision, and says whether it has. */
  async refresh(revision: number): Promise<boolean> {
    if (revision === this.loadedRevision) {
      return false;
    }
    const { changes } = this;
    const { all, now, revision: loaded } = await this.store.limits.controls();
    if (changes !== this.changes) {
      // They may have been read before the change: the next look loads them again.
      return false;
    }
    this.controls = new Map(all.map((control) => [controlId(control), control]));
    this.offset = now - performance.now();
    this.loadedRevision = loaded;
    return true;
  }

  /** Takes what this process has changed, once it is committed. */
  learn(changed: Control[]): void {
    changed.forEach((control) => this.controls.set(controlId(control), control));
    this.changes++;
  }

  /** Whether nothing is limited or paused. */
  get isEmpty(): boolean {
    return this.controls.size === 0;
  }

  isPaused(scope: Lane['scope'], name: string): boolean {
    const control = this.controls.get(controlId({ scope, name }));
    return control !== undefined && isPaused(control, this.now);
  }

  limitsOf(scope: Lane['scope'], name: string): StoredLimits | null {
    const control = this.controls.get(controlId({ scope, name }));
    return control ? limitsOf(control) : null;
  }

  /** Milliseconds until a pause ends by itself; `Infinity` when none does. */
  get nextResumeIn(): number {
    let first = Infinity;
    for (const { pause } of this.controls.values()) {
      if (pause?.until && pause.until > this.now) {
        first = Math.min(first, pause.until - this.now);
      }
    }
    return first;
  }

  private get now(): number {
    return performance.now() + this.offset;
  }
}
