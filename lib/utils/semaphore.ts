/** Lets at most `limit` pieces of work run at once; the others wait in order. */
export class Semaphore {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly limit: number) {}

  /** Work that is still waiting when `signal` is aborted is dropped: the promise rejects with its reason. */
  async run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    if (this.running >= this.limit) {
      await this.turn(signal);
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      // The place goes to the next in line, if there is one.
      const [next] = this.waiting;
      if (next) {
        this.waiting.delete(next);
        next();
      } else {
        this.running--;
      }
    }
  }

  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.waiting.delete(enter);
        reject(signal!.reason as Error);
      };
      signal?.addEventListener('abort', leave);
      this.waiting.add(enter);
    });
  }
}
