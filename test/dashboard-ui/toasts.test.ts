import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ToastList } from '../../lib/dashboard/ui/utils/toast-list.js';

const PLAIN = 5_000;
const WITH_ACTION = 12_000;

describe('toasts', () => {
  let toasts: ToastList;
  const texts = () => toasts.read().map(({ text }) => text);

  beforeEach(() => {
    vi.useFakeTimers();
    toasts = new ToastList();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('go by themselves, later where they offer something', () => {
    const listener = vi.fn();
    toasts.subscribe(listener);
    toasts.show({ text: 'plain' });
    toasts.show({ text: 'offer', action: { label: 'Undo', run: () => undefined } });
    vi.advanceTimersByTime(PLAIN);
    expect(texts()).toEqual(['offer']);
    vi.advanceTimersByTime(WITH_ACTION - PLAIN);
    expect(texts()).toEqual([]);
    expect(listener).toHaveBeenCalledTimes(4);
  });

  it('stay while the pointer or the focus is on them', () => {
    toasts.show({ text: 'held' });
    const [toast] = toasts.read();
    toasts.hold(toast!, 'pointer');
    toasts.hold(toast!, 'focus');
    vi.advanceTimersByTime(10 * PLAIN);
    toasts.release(toast!, 'pointer');
    vi.advanceTimersByTime(10 * PLAIN);
    expect(texts()).toEqual(['held']);
    toasts.release(toast!, 'focus');
    vi.advanceTimersByTime(PLAIN - 1);
    expect(texts()).toEqual(['held']);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual([]);
  });

  it('do once what they offer', () => {
    const run = vi.fn(() => toasts.show({ text: 'undone' }));
    toasts.show({ text: 'done', action: { label: 'Undo', run } });
    toasts.act(toasts.read()[0]!);
    expect(run).toHaveBeenCalledOnce();
    expect(texts()).toEqual(['undone']);
  });

  it('are the latest three', () => {
    ['a', 'b', 'c', 'd'].forEach((text) => toasts.show({ text }));
    expect(texts()).toEqual(['b', 'c', 'd']);
    vi.advanceTimersByTime(PLAIN);
    expect(vi.getTimerCount()).toBe(0);
  });
});
