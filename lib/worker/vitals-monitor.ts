import { performance } from 'node:perf_hooks';
import type { WorkerVitals } from '../store/index.js';

/** How often to look whether the event loop is in time, in ms. */
const INTERVAL = 50;

/**
 * Watches how this process is, from one heartbeat to the next. Not with `monitorEventLoopDelay()`,
 * which forgets what holds up the loop while it is reset: a heartbeat is late for that very reason.
 */
export class VitalsMonitor {
  private utilisation = performance.eventLoopUtilization();
  private timer: NodeJS.Timeout | undefined;
  private lookedAt = 0;
  private longest = 0;

  start(): void {
    this.lookedAt = performance.now();
    this.timer = setInterval(() => this.look(), INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** How it has been since the last time. */
  read(): WorkerVitals {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.utilisation);
    this.utilisation = now;
    this.look();
    const eventLoopDelay = Math.round(this.longest);
    this.longest = 0;
    return {
      memory: process.memoryUsage.rss(),
      eventLoopDelay,
      eventLoopUtilisation: Math.round(Math.min(1, Math.max(0, utilization)) * 1_000) / 1_000,
      clock: Date.now(),
    };
  }

  private look(): void {
    const now = performance.now();
    this.longest = Math.max(this.longest, now - this.lookedAt - INTERVAL);
    this.lookedAt = now;
  }
}
