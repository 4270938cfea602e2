import { Logger } from '@nestjs/common';
import {
  config,
  filter,
  firstValueFrom,
  from,
  map,
  mergeMap,
  share,
  Subject,
  take,
  tap,
  toArray,
  type Observable,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobEvents, type JobEvent } from '../../../lib/events/index.js';

const CREATED = { jobId: '1', jobType: 'Mail.send', queue: 'default' };

describe('JobEvents with subscribers that throw', () => {
  let events: JobEvents;
  const uncaught = vi.fn<(error: unknown) => void>();
  const logged = vi.fn<(message: string) => void>();
  const error = new Error('a bug in the subscriber');

  const bug = () => {
    throw error;
  };

  /** Emits to a subscriber that throws and one that does not; rxjs raises errors in a timer. */
  function emitTwice(): JobEvent[] {
    const others: JobEvent[] = [];
    events.events$.subscribe((event) => others.push(event));
    events.emit('created', () => CREATED);
    events.emit('created', () => CREATED);
    vi.runAllTimers();
    return others;
  }

  beforeEach(() => {
    vi.useFakeTimers();
    vi.clearAllMocks();
    config.onUnhandledError = uncaught;
    vi.spyOn(Logger.prototype, 'error').mockImplementation(logged);
    events = new JobEvents();
  });

  afterEach(() => {
    config.onUnhandledError = null;
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('differ from a plain Subject, which raises what a subscriber throws', () => {
    const subject = new Subject<number>();
    subject.subscribe(bug);
    subject.next(1);
    vi.runAllTimers();
    expect(uncaught).toHaveBeenCalledExactlyOnceWith(error);
  });

  it.each<[string, (events$: Observable<JobEvent>) => void]>([
    ['as a function', (events$) => events$.subscribe(bug)],
    ['as an observer', (events$) => events$.subscribe({ next: bug })],
    ['behind map', (events$) => events$.pipe(map((event) => event.jobId)).subscribe(bug)],
    ['behind filter', (events$) => events$.pipe(filter(() => true)).subscribe({ next: bug })],
    [
      'behind several operators',
      (events$) => events$.pipe(map(String), filter(Boolean), tap()).subscribe(bug),
    ],
    ['behind share', (events$) => events$.pipe(share()).subscribe(bug)],
    ['behind mergeMap', (events$) => events$.pipe(mergeMap((event) => from([event]))).subscribe(bug)],
    ['inside of map', (events$) => events$.pipe(map(bug)).subscribe()],
    ['inside of filter', (events$) => events$.pipe(filter(bug)).subscribe({ next: () => undefined })],
    ['inside of tap', (events$) => events$.pipe(tap(bug)).subscribe((event) => event)],
    ['in an error handler', (events$) => events$.pipe(map(bug)).subscribe({ error: bug })],
  ])('[I10] stop no other subscriber and raise nothing: %s', (_, subscribe) => {
    subscribe(events.events$);
    expect(emitTwice()).toHaveLength(2);
    expect(uncaught).not.toHaveBeenCalled();
    expect(logged).toHaveBeenCalled();
    expect(logged.mock.calls[0]![0]).toBe('A subscriber of JobEvents threw: Error: a bug in the subscriber');
  });

  it('[I10] stay subscribed', () => {
    const next = vi.fn<() => void>(bug);
    events.events$.subscribe(next);
    emitTwice();
    expect(next).toHaveBeenCalledTimes(2);
    expect(logged).toHaveBeenCalledTimes(2);
  });

  it('[I10] stop nothing when the logger throws too', () => {
    logged.mockImplementation(bug);
    events.events$.subscribe(bug);
    expect(emitTwice()).toHaveLength(2);
    expect(uncaught).not.toHaveBeenCalled();
  });

  it('[I10] stop nothing when they throw at the end', () => {
    const completed = vi.fn<() => void>();
    events.events$.subscribe({ complete: bug });
    events.events$.subscribe({ complete: completed });
    events.complete();
    vi.runAllTimers();
    expect(completed).toHaveBeenCalledOnce();
    expect(uncaught).not.toHaveBeenCalled();
  });

  it('are told of errors of their operators by their own error handler', () => {
    const handler = vi.fn<(cause: unknown) => void>();
    events.events$.pipe(map(bug)).subscribe({ error: handler });
    emitTwice();
    expect(handler).toHaveBeenCalledExactlyOnceWith(error);
    expect(logged).not.toHaveBeenCalled();
  });
});

describe('JobEvents as a stream', () => {
  it('works with operators and with a promise', async () => {
    const events = new JobEvents();
    const ids = firstValueFrom(
      events.events$.pipe(
        filter((event) => event.type === 'started'),
        map((event) => `${event.jobId}/${event.attempt}`),
        take(2),
        toArray(),
      ),
    );
    for (const jobId of ['1', '2', '3']) {
      events.emit('created', () => ({ ...CREATED, jobId }));
      events.emit('started', () => ({ ...CREATED, jobId, attempt: 1 }));
    }
    expect(await ids).toEqual(['1/1', '2/1']);
  });

  it('ends when the application has shut down', () => {
    const events = new JobEvents();
    const completed = vi.fn<() => void>();
    events.events$.pipe(map((event) => event.type)).subscribe({ complete: completed });
    events.complete();
    expect(completed).toHaveBeenCalledOnce();
  });

  it('tells nothing to who has unsubscribed', () => {
    const events = new JobEvents();
    const next = vi.fn<(event: JobEvent) => void>();
    const subscription = events.events$.subscribe(next);
    events.emit('created', () => CREATED);
    subscription.unsubscribe();
    events.emit('created', () => CREATED);
    expect(next).toHaveBeenCalledExactlyOnceWith({ type: 'created', ...CREATED });
  });
});
