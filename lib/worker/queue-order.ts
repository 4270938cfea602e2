/** Stands for every queue that is not named. */
export const ANY_QUEUE = '*';

/**
 * Which queues have (or may have) jobs, in the order in which this worker serves them. Queues that
 * only `'*'` stands for take turns.
 */
export class QueueOrder {
  private readonly waiting = new Set<string>();
  private turn = 0;

  constructor(private readonly configured: readonly string[]) {}

  /** Queues this worker does not serve are left out. */
  add(queues: Iterable<string>): boolean {
    let added = false;
    for (const queue of queues) {
      if (this.serves(queue)) {
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
    for (const queue of this.configured) {
      if (queue === ANY_QUEUE) {
        const others = [...this.waiting].filter((each) => !this.configured.includes(each));
        if (others.length > 0) {
          return others.sort()[this.turn++ % others.length];
        }
      } else if (this.waiting.has(queue)) {
        return queue;
      }
    }
    return undefined;
  }

  private serves(queue: string): boolean {
    return this.configured.includes(queue) || this.configured.includes(ANY_QUEUE);
  }
}
