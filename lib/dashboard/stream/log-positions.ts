import { Injectable } from '@nestjs/common';
import { DatabaseClock } from '../../monitor/index.js';

/** Lines of the last while are told to whoever begins to listen: they may have come since they asked. */
const OVERLAP = 10_000;

/** Up to which line of its log a job has been told of. Lines have ids that begin with the time they were written. */
@Injectable()
export class LogPositions {
  private readonly positions = new Map<string, string>();

  constructor(private readonly clock: DatabaseClock) {}

  async of(jobId: string): Promise<string> {
    const known = this.positions.get(jobId);
    if (known) {
      return known;
    }
    const digits = ((await this.clock.now()) - OVERLAP).toString(16).padStart(12, '0');
    const position = `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
    this.positions.set(jobId, position);
    return position;
  }

  move(jobId: string, lineId: string): void {
    this.positions.set(jobId, lineId);
  }

  clear(): void {
    this.positions.clear();
  }
}
