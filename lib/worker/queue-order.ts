/** Stands for every queue that is not named. */
export const ANY_QUEUE = '*';

/**
 * Which queues have (or may have) jobs, in the order in which this worker serves them: strictly as
 * they are configured, or by weights. Queues that only `'*'` stands for take turns.
 */
export class QueueOrder {
  private readonly waiting = new Set<string>();
  private turn = 0;
  /** What each configured queue has had so far, in jobs by weight. */
  private readonly served = new Map<string, number>();
  /** What the queue that was served last had: one that has had no jobs for a while does not catch up. */
  private now = 0;

  constructor(
    private readonly configured: readonly string[],
    private readonly weights: Record<string, number> | null = null,
  ) {}

  /** Queues this worker does not serve are left out. */
  add(queues: Iterable<string>): boolean {
    let added = false;
    for (const queue of queues) {
      if (this.serves(queue)) {
        const slot = this.slotOf(queue);
        if (this.weights && !this.hasJobs(slot)) {
          this.served.set(slot, Math.max(this.served.get(slot) ?? 0, this.now));
        }
        this.waiting.add(queue);
        added = true;
      }
    }
    return added;
  }

  remove(queue: string): void {
    this.waiting.delete(queue);
  }

  get isEmpty(): boolean {
    return this.waiting.size === 0;
  }

  /** The queue to claim from next. */
  first(): string | undefined {
    const slots = this.configured.filter((slot) => this.hasJobs(slot));
    if (this.weights) {
      slots.sort((a, b) => this.served.get(a)! - this.served.get(b)!);
    }
    const slot = slots[0];
    if (slot !== ANY_QUEUE) {
      return slot;
    }
    const others = this.others();
    return others.toSorted()[this.turn++ % others.length];
  }

  /** So many jobs were claimed from the queue. */
  charge(queue: string, jobs: number): void {
    if (this.weights) {
      const slot = this.slotOf(queue);
      const served = this.served.get(slot) ?? 0;
      this.now = served;
      this.served.set(slot, served + jobs / this.weights[slot]!);
    }
  }

  private hasJobs(slot: string): boolean {
    return slot === ANY_QUEUE ? this.others().length > 0 : this.waiting.has(slot);
  }

  private others(): string[] {
    return [...this.waiting].filter((queue) => !this.configured.includes(queue));
  }

  private slotOf(queue: string): string {
    return this.configured.includes(queue) ? queue : ANY_QUEUE;
  }

  private serves(queue: string): boolean {
    return this.configured.includes(queue) || this.configured.includes(ANY_QUEUE);
  }
}
