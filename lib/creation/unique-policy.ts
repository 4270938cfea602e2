import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { RetentionPolicy } from '../discovery/index.js';
import { JobsOptionsError } from '../errors/index.js';
import { FINAL_STATES, type UniqueOptions } from '../interfaces/index.js';
import type { UniqueClaim } from '../store/index.js';
import { callKey, toDelay } from '../utils/index.js';
import type { RecordedCall } from './call-recorder.js';

/** Whether a job must not be there twice, and by which key: its type says so, and the call may say otherwise. */
@Injectable()
export class UniquePolicy {
  constructor(private readonly retention: RetentionPolicy) {}

  /** @throws {JobsOptionsError} when the key cannot be had, or `within` is longer than the job is kept. */
  claimOf(
    { type, args }: RecordedCall,
    text: string,
    override: boolean | UniqueOptions | undefined,
  ): UniqueClaim | null {
    const chosen = override ?? type.options.unique ?? false;
    if (chosen === false) {
      return null;
    }
    const options = { ...asObject(type.options.unique), ...asObject(chosen) };
    const within = options.within === undefined ? null : toDelay(options.within, 'unique.within');
    if (within !== null) {
      this.requireKept(type.name, within);
    }
    const key = options.key === undefined ? text : keyOf(type.name, options.key, args);
    return {
      key: createHash('sha256').update(`${type.name}\0${key}`).digest('hex'),
      while: options.while ?? (within === null ? 'unfinished' : 'window'),
      within,
      onConflict: options.onConflict ?? 'ignore',
    };
  }

  /** What is removed holds no key, however it ended. */
  private requireKept(type: string, within: number): void {
    for (const state of FINAL_STATES) {
      const kept = this.retention.of(type, state);
      if (within > kept) {
        throw new JobsOptionsError(
          `${type}: unique.within (${within} ms) is longer than the job is kept once it has ${ENDED[state]} (${kept} ms). ` +
            `Shorten it, or lengthen retention.${state}.`,
        );
      }
    }
  }
}

const ENDED = { succeeded: 'succeeded', failed: 'failed', deleted: 'been deleted' } as const;

function asObject(unique: boolean | UniqueOptions | undefined): UniqueOptions {
  return typeof unique === 'object' ? unique : {};
}

function keyOf(type: string, key: NonNullable<UniqueOptions['key']>, args: unknown[]): string {
  return typeof key === 'string' ? key : callKey(`${type}: the function unique.key`, key, args);
}
