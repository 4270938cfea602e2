import { channel, type Channel } from 'node:diagnostics_channel';
import { Injectable } from '@nestjs/common';
import { Subject, type Observable } from 'rxjs';
import { describeError, SafeLogger } from '../utils/index.js';
import { GuardedObservable } from './guarded-observable.js';
import type { JobEvent, JobEventType } from './job-event.js';

/**
 * What this process does to jobs, as an rxjs stream and on the diagnostics channels
 * `nestfire:job:<type>` (`nestfire:job:succeeded`, …). Costs nothing while nobody listens.
 */
@Injectable()
export class JobEvents {
  private readonly logger = new SafeLogger('NestfireEvents');
  private readonly subject = new Subject<JobEvent>();
  private readonly channels = new Map<JobEventType, Channel>();

  /**
   * Every event of this process, as it happens; it completes when the application has shut down. A
   * subscriber that throws is logged and stops nothing.
   */
  readonly events$: Observable<JobEvent> = new GuardedObservable<JobEvent>(
    (error) => this.logger.error(`A subscriber of JobEvents threw: ${describeError(error)}`),
    this.subject,
  );

  /** @internal `event` is only called when somebody listens. */
  emit<Type extends JobEventType>(
    type: Type,
    event: () => Omit<Extract<JobEvent, { type: Type }>, 'type'>,
  ): void {
    const target = this.channelOf(type);
    if (this.subject.observed || target.hasSubscribers) {
      const told = { type, ...event() } as unknown as JobEvent;
      this.subject.next(told);
      target.publish(told);
    }
  }

  /** @internal */
  complete(): void {
    this.subject.complete();
  }

  private channelOf(type: JobEventType): Channel {
    let target = this.channels.get(type);
    if (!target) {
      target = channel(`nestfire:job:${type}`);
      this.channels.set(type, target);
    }
    return target;
  }
}
