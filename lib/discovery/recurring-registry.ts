import { Injectable } from '@nestjs/common';
import { requireRecurringId } from '../validation/recurring-options.js';
import { DuplicateRecurringJobError } from '../errors/index.js';
import type { RecurringOptions } from '../interfaces/index.js';
import type { JobType } from './job-type.js';

/** A recurring job as the code declares it, with its expression known. */
export interface DeclaredRecurringJob {
  id: string;
  type: JobType;
  /** `null`: it does not fire. */
  cron: string | null;
  options: RecurringOptions;
  /** Where it is declared, for messages: `ReportService.daily (ReportModule)`. */
  source: string;
}

/** The recurring jobs that the code of this process declares. */
@Injectable()
export class RecurringRegistry {
  private readonly jobs = new Map<string, DeclaredRecurringJob>();

  /**
   * @throws {DuplicateRecurringJobError} when the id is taken.
   * @throws {JobsOptionsError} when it is too long to be stored, as a job type may be.
   */
  register(job: DeclaredRecurringJob): void {
    requireRecurringId(job.id, `@Recurring() of ${job.source}: id (by default the job type)`);
    const existing = this.jobs.get(job.id);
    if (existing) {
      throw new DuplicateRecurringJobError(job.id, existing.source, job.source);
    }
    this.jobs.set(job.id, job);
  }

  get ids(): string[] {
    return [...this.jobs.keys()];
  }

  get all(): DeclaredRecurringJob[] {
    return [...this.jobs.values()];
  }
}
