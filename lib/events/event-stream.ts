import { channel, type Channel } from 'node:diagnostics_channel';
import { Subject, type Observable } from 'rxjs';
import { GuardedObservable } from './guarded-observable.js';

/**
 * Events of one family, as an rxjs stream and on the diagnostics channels `<prefix>:<type>`. Costs
 * nothing while nobody listens.
 */
export class EventStream<Event extends { type: string }> {
  private readonly subject = new Subject<Event>();
  private readonly channels = new Map<string, Channel>();
  readonly events$: Observable<Event>;

  constructor(
    private readonly prefix: string,
    report: (error: unknown) => void,
  ) {
    this.events$ = new GuardedObservable<Event>(report, this.subject);
  }

  /** `event` is only called when somebody listens. */
  emit<Type extends Event['type']>(
    type: Type,
    event: () => Omit<Extract<Event, { type: Type }>, 'type'>,
  ): void {
    const target = this.channelOf(type);
    if (this.subject.observed || target.hasSubscribers) {
      const told = { type, ...event() } as unknown as Event;
      this.subject.next(told);
      target.publish(told);
    }
  }

  complete(): void {
    this.subject.complete();
  }

  private channelOf(type: string): Channel {
    let target = this.channels.get(type);
    if (!target) {
      target = channel(`${this.prefix}:${type}`);
      this.channels.set(type, target);
    }
    return target;
  }
}
