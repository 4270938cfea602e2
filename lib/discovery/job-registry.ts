import { Injectable } from '@nestjs/common';
import { DuplicateJobTypeError } from '../errors/index.js';
import type { HookChain } from '../hooks/index.js';
import type { JobRequest } from '../interfaces/index.js';
import type { JobType } from './job-type.js';

/** Code that can run a job type. */
export interface JobHandler extends JobType {
  /** Where the code is, for messages: `EmailService.sendWelcome (MailModule)`. */
  source: string;
  /** Runs the method, on an instance of its own where the provider's scope asks for one. */
  invoke: (request: JobRequest, args: unknown[]) => unknown;
  /** What is called around its jobs; `undefined` when there is nothing. */
  chain: HookChain | undefined;
}

/** Which code runs which job type, in this process. */
@Injectable()
export class JobRegistry {
  private readonly handlers = new Map<string, JobHandler>();

  /** @throws {DuplicateJobTypeError} when the name or an alias is taken. */
  register(handler: JobHandler): void {
    for (const name of [handler.name, ...handler.aliases]) {
      const existing = this.handlers.get(name);
      if (existing) {
        throw new DuplicateJobTypeError(name, existing.source, handler.source);
      }
      this.handlers.set(name, handler);
    }
  }

  /** The code of a stored name, which may be an alias. */
  find(type: string): JobHandler | undefined {
    return this.handlers.get(type);
  }

  /** Every job type this process can run, once. */
  get all(): JobHandler[] {
    return [...new Set(this.handlers.values())];
  }

  /** Every stored name this process can run, aliases included. */
  get types(): string[] {
    return [...this.handlers.keys()];
  }
}
