import { Injectable } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { describeError, SafeLogger } from '../utils/index.js';
import { EventStream } from './event-stream.js';
import type { JobEvent, JobEventType } from './job-event.js';
import type { RecurringEvent, RecurringEventType } from './recurring-event.js';

/**
 * What this process does to jobs, as rxjs streams and on the diagnostics channels
 * `nestfire:job:<type>` (`nestfire:job:succeeded`, …) and `nestfire:recurring:<type>`. Costs
 * nothing while nobody listens.
 */
@Injectable()
export class JobEvents {
  private readonly logger = new SafeLogger('NestfireEvents');
  private readonly jobs = new EventStream<JobEvent>('nestfire:job', (error) => this.report(error));
  private readonly recurring = new EventStream<RecurringEvent>('nestfire:recurring', (error) =>
    this.report(error),
  );

  /**
   * Every event of this process, as it happens; it completes when the application has shut down. A
   * subscriber that throws is logged and stops nothing.
   */
  readonly events$: Observable<JobEvent> = this.jobs.events$;

  /** What happens to occurrences of recurring jobs beside their jobs being created; otherwise as `events$`. */
  readonly recurring$: Observable<RecurringEvent> = this.recurring.events$;

  /** @internal `event` is only called when somebody listens. */
  emit<Type extends JobEventType>(
    type: Type,
    event: () => Omit<Extract<JobEvent, { type: Type }>, 'type'>,
  ): void {
    this.jobs.emit(type, event);
  }

  /** @internal */
  emitRecurring<Type extends RecurringEventType>(
    type: Type,
    event: () => Omit<Extract<RecurringEvent, { type: Type }>, 'type'>,
  ): void {
    this.recurring.emit(type, event);
  }

  /** @internal */
  complete(): void {
    this.jobs.complete();
    this.recurring.complete();
  }

  private report(error: unknown): void {
    this.logger.error(`A subscriber of JobEvents threw: ${describeError(error)}`);
  }
}
