import { Inject, Injectable } from '@nestjs/common';
import type { JobType } from '../discovery/index.js';
import type { LimitKey } from '../interfaces/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import { gateOf, type Gate, type Lane } from '../store/index.js';
import { callKey } from '../utils/index.js';

/** A limit that the code declares for a job: its lane, but for the key. */
export interface DeclaredLimit extends Omit<Lane, 'key'> {
  key: LimitKey | undefined;
}

/** Which limits a job comes under, by what the code of this process declares. */
@Injectable()
export class LimitPolicy {
  constructor(@Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions) {}

  /**
   * Where a new job has to wait for its limits; `null` for one without.
   * @throws {JobsOptionsError} when a key function throws or returns anything but a text.
   */
  gateOf(type: JobType, queue: string, args: unknown[]): Gate | null {
    const limits = this.limitsOn(type, queue);
    return limits.length === 0 ? null : gateOf(lanesOf(limits, args));
  }

  limitsOn({ name, options }: JobType, queue: string): DeclaredLimit[] {
    const { concurrency, rateLimit, overlap } = options;
    const ofQueue = this.options.queues[queue];
    if (concurrency === undefined && rateLimit === undefined && overlap === undefined && !ofQueue) {
      return NONE;
    }
    const limits: DeclaredLimit[] = [];
    if (concurrency !== undefined || overlap === 'skip') {
      const key = typeof concurrency === 'object' ? concurrency.key : undefined;
      limits.push({ scope: 'type', name, kind: 'concurrency', key });
    }
    if (rateLimit !== undefined) {
      limits.push({ scope: 'type', name, kind: 'rate', key: rateLimit.key });
    }
    if (ofQueue?.concurrency !== undefined) {
      limits.push({ scope: 'queue', name: queue, kind: 'concurrency', key: undefined });
    }
    if (ofQueue?.rateLimit !== undefined) {
      limits.push({ scope: 'queue', name: queue, kind: 'rate', key: undefined });
    }
    return limits;
  }
}

const NONE: DeclaredLimit[] = [];

/** @throws {JobsOptionsError} as `LimitPolicy.gateOf()` */
export function lanesOf(limits: DeclaredLimit[], args: unknown[]): Lane[] {
  return limits.map(({ scope, name, kind, key }) => ({
    scope,
    name,
    kind,
    key: key ? callKey(`${name}: the key function of its ${kind} limit`, key, args) : null,
  }));
}
