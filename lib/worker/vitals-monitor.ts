import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { WorkerVitals } from '../store/index.js';

/** How often the event loop is asked whether it is in time, in ms. */
const RESOLUTION = 20;

/** Watches how this process is, from one heartbeat to the next. */
export class VitalsMonitor {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  private utilisation = performance.eventLoopUtilization();

  start(): void {
    this.delays.enable();
  }

  stop(): void {
    this.delays.disable();
  }

  /** How it has been since the last time. */
  read(): WorkerVitals {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.utilisation);
    this.utilisation = now;
    // What is measured is the time between two looks; nothing was measured when the loop stood still all the time.
    const longest = this.delays.max / 1e6;
    this.delays.reset();
    return {
      memory: process.memoryUsage.rss(),
      eventLoopDelay: Number.isFinite(longest) ? Math.max(0, Math.round(longest - RESOLUTION)) : 0,
      eventLoopUtilisation: Math.round(Math.min(1, Math.max(0, utilization)) * 1_000) / 1_000,
      clock: Date.now(),
    };
  }
}
