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
    return this.take((_job, since) => since <= limit);
  }

  takeAll(): ClaimedJob[] {
    return this.take(() => true);
  }

  take(isMeant: (job: ClaimedJob, since: number) => boolean): ClaimedJob[] {
    const waiting = this.entries.slice(this.head);
    const taken = waiting.filter(({ job, since }) => isMeant(job, since));
    this.entries = waiting.filter((entry) => !isMeant(entry.job, entry.since));
    this.head = 0;
    return taken.map((entry) => entry.job);
  }
}
