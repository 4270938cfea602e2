import { Inject, Injectable } from '@nestjs/common';
import { JobStore } from '../store/index.js';

const VALID = 30_000;

/** The database's time, asked for now and then and reckoned in between. */
@Injectable()
export class DatabaseClock {
  /** How far the database's clock is ahead of this process's, in ms. */
  skew = 0;
  private askedAt = -Infinity;

  constructor(@Inject(JobStore) private readonly store: JobStore) {}

  /** Epoch ms. */
  async now(): Promise<number> {
    if (performance.now() - this.askedAt > VALID) {
      this.skew = (await this.store.dashboard.now()) - Date.now();
      this.askedAt = performance.now();
    }
    return Date.now() + this.skew;
  }
}
