/** Jobs finished within this time are held in advance, in ms: a few round trips to the database. */
const HORIZON = 25;
/** How fast a rate that was measured is forgotten, in ms. */
const MEMORY = 20;

/**
 * How many jobs to hold at once: as many as can run, and in advance of those no more than the ones
 * that will be done in a moment, so that slow jobs are left to workers that are free.
 */
export class Prefetch {
  private finished = 0;
  private since = performance.now();
  private rate = 0;

  constructor(
    private readonly concurrency: number,
    private readonly batchSize: number,
  ) {}

  jobFinished(): void {
    this.finished++;
  }

  /** Jobs to hold, those that run included. */
  target(): number {
    const elapsed = performance.now() - this.since;
    if (elapsed >= 1) {
      const weight = 1 - Math.exp(-elapsed / MEMORY);
      this.rate += weight * (this.finished / elapsed - this.rate);
      this.finished = 0;
      this.since += elapsed;
    }
    return this.concurrency + Math.min(this.batchSize, Math.floor(this.rate * HORIZON));
  }
}
