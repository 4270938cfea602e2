import type { ClaimedJob } from '../store/index.js';

interface Entry {
  job: ClaimedJob;
  since: number;
}

/** Jobs this process has claimed and not yet started, in the order they were claimed. */
export class JobBuffer {
  private entries: Entry[] = [];
  private head = 0;

  get size(): number {
    return this.entries.length - this.head;
  }

  add(jobs: ClaimedJob[]): void {
    if (this.head > 0) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
    const since = performance.now();
    for (const job of jobs) {
      this.entries.push({ job, since });
    }
  }

  next(): ClaimedJob | undefined {
    return this.size > 0 ? this.entries[this.head++]!.job : undefined;
  }

  /** Takes out the jobs that have been here for at least `age` ms. */
  takeOlderThan(age: number): ClaimedJob[] {
    const limit = performance.now() - age;
    const waiting = this.entries.slice(this.head);
    this.entries = waiting.filter((entry) => entry.since > limit);
    this.head = 0;
    return waiting.filter((entry) => entry.since <= limit).map((entry) => entry.job);
  }

  takeAll(): ClaimedJob[] {
    return this.takeOlderThan(0);
  }
}
