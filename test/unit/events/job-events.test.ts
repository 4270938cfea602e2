import { subscribe, unsubscribe, type ChannelListener } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobEvents } from '../../../lib/events/index.js';

const SUCCEEDED = { jobId: '1', jobType: 'Mail.send', queue: 'default', attempt: 1, runTime: 12 };

describe('JobEvents', () => {
  let events: JobEvents;
  const build = vi.fn(() => SUCCEEDED);
  const listener = vi.fn<ChannelListener>();

  beforeEach(() => {
    vi.clearAllMocks();
    events = new JobEvents();
  });

  afterEach(() => {
    unsubscribe('nestfire:job:succeeded', listener);
    unsubscribe('nestfire:job:failed', listener);
  });

  it('builds nothing while nobody listens', () => {
    events.emit('succeeded', build);
    expect(build).not.toHaveBeenCalled();
  });

  it('builds nothing for who listens to another channel', () => {
    subscribe('nestfire:job:failed', listener);
    events.emit('succeeded', build);
    expect(build).not.toHaveBeenCalled();
    expect(listener).not.toHaveBeenCalled();
  });

  it('builds nothing any more when everybody has left', () => {
    const subscription = events.events$.subscribe();
    subscribe('nestfire:job:succeeded', listener);
    events.emit('succeeded', build);
    expect(build).toHaveBeenCalledOnce();
    subscription.unsubscribe();
    unsubscribe('nestfire:job:succeeded', listener);
    events.emit('succeeded', build);
    expect(build).toHaveBeenCalledOnce();
  });

  it('builds an event once, however many listen', () => {
    const seen = [vi.fn<(event: unknown) => void>(), vi.fn<(event: unknown) => void>()];
    seen.forEach((next) => events.events$.subscribe(next));
    subscribe('nestfire:job:succeeded', listener);
    events.emit('succeeded', build);
    expect(build).toHaveBeenCalledOnce();
    for (const next of seen) {
      expect(next).toHaveBeenCalledExactlyOnceWith({ type: 'succeeded', ...SUCCEEDED });
    }
  });

  it('tells its events on diagnostics channels, also without a subscriber to the stream', () => {
    subscribe('nestfire:job:succeeded', listener);
    events.emit('succeeded', build);
    expect(listener).toHaveBeenCalledExactlyOnceWith(
      { type: 'succeeded', ...SUCCEEDED },
      'nestfire:job:succeeded',
    );
  });

  it('finds listeners that come after its first event', () => {
    events.emit('succeeded', build);
    subscribe('nestfire:job:succeeded', listener);
    events.emit('succeeded', build);
    expect(listener).toHaveBeenCalledOnce();
  });

  it('goes on telling channels when the stream has ended', () => {
    subscribe('nestfire:job:succeeded', listener);
    events.complete();
    events.emit('succeeded', build);
    expect(listener).toHaveBeenCalledOnce();
  });
});
