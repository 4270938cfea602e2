interface Entry<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface BatcherOptions<Item> {
  /** Items in one write, at most. */
  maxSize: number;
  /** Writes under way at once. */
  maxWrites: number;
  /** An item's weight, and the weight of one write, at most: keeps a batch under the server's packet limit. */
  weight?: { of: (item: Item) => number; max: number };
}

/**
 * Turns single items into batched writes, and adapts by itself: with nothing under way an item is
 * written at the end of the tick, alone or with what came in that tick; while writes are under way,
 * items gather and leave together. Every item gets its own result, in order.
 */
export class Batcher<Item, Result = void> {
  private pending: Entry<Item, Result>[] = [];
  private readonly writes = new Set<Promise<void>>();
  private scheduled = false;

  constructor(
    private readonly write: (items: Item[]) => Promise<Result[]>,
    private readonly options: BatcherOptions<Item>,
  ) {}

  /** Items waiting or being written. */
  get size(): number {
    return this.pending.length + this.inFlight;
  }

  private inFlight = 0;

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.pending.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Resolves when everything added so far (and meanwhile) has been written or has failed. */
  async drain(): Promise<void> {
    while (this.size > 0) {
      this.flush();
      await Promise.race(this.writes);
    }
  }

  private schedule(): void {
    if (!this.scheduled && this.writes.size < this.options.maxWrites) {
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.flush();
      });
    }
  }

  private flush(): void {
    while (this.pending.length > 0 && this.writes.size < this.options.maxWrites) {
      const batch = this.pending.splice(0, this.batchLength());
      this.inFlight += batch.length;
      const written = this.writeBatch(batch).finally(() => {
        this.inFlight -= batch.length;
        this.writes.delete(written);
        this.flush();
      });
      this.writes.add(written);
    }
  }

  private batchLength(): number {
    const { maxSize, weight } = this.options;
    const longest = Math.min(maxSize, this.pending.length);
    if (!weight) {
      return longest;
    }

    let total = 0;
    for (let length = 0; length < longest; length++) {
      total += weight.of(this.pending[length]!.item);
      if (total > weight.max) {
        return Math.max(1, length);
      }
    }
    return longest;
  }

  private async writeBatch(batch: Entry<Item, Result>[]): Promise<void> {
    try {
      const results = await this.write(batch.map((entry) => entry.item));
      batch.forEach((entry, index) => entry.resolve(results[index]!));
    } catch (error) {
      batch.forEach((entry) => entry.reject(error));
    }
  }
}
