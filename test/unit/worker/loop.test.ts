import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Loop } from '../../../lib/worker/loop.js';
import { quietLogger } from '../quiet-logger.js';

type Step = () => Promise<number>;

describe('Loop', () => {
  const logger = quietLogger();
  let step: ReturnType<typeof vi.fn<Step>>;
  let loop: Loop;

  /** Lets everything run that is due within the time. */
  const pass = (duration: number) => vi.advanceTimersByTimeAsync(duration);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    vi.clearAllMocks();
    step = vi.fn<Step>(async () => 100);
    loop = new Loop('Sweeping', logger, () => step());
  });

  afterEach(async () => {
    await loop.stop();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it('begins at once and repeats after the pause the step asks for', async () => {
    step.mockResolvedValueOnce(30);
    loop.start();
    await pass(0);
    expect(step).toHaveBeenCalledTimes(1);
    await pass(29);
    expect(step).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(step).toHaveBeenCalledTimes(2);
    await pass(99);
    expect(step).toHaveBeenCalledTimes(2);
    await pass(1);
    expect(step).toHaveBeenCalledTimes(3);
  });

  it('repeats at once when the step asks for no pause', async () => {
    step.mockResolvedValueOnce(0).mockResolvedValueOnce(-5);
    loop.start();
    await pass(1);
    expect(step).toHaveBeenCalledTimes(3);
  });

  it('runs one step at a time, also when it is started twice', async () => {
    loop.start();
    loop.start();
    await pass(0);
    expect(step).toHaveBeenCalledTimes(1);
    await pass(100);
    expect(step).toHaveBeenCalledTimes(2);
  });

  it('waits as long as a step takes before the pause begins', async () => {
    step.mockImplementationOnce(() => new Promise((resolve) => setTimeout(() => resolve(100), 1_000)));
    loop.start();
    await pass(1_099);
    expect(step).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(step).toHaveBeenCalledTimes(2);
  });

  it('waits for longer than a timer can', async () => {
    step.mockResolvedValueOnce(2 ** 40);
    loop.start();
    await pass(86_400_000);
    expect(step).toHaveBeenCalledTimes(1);
  });

  describe('wake', () => {
    it('ends the pause', async () => {
      loop.start();
      await pass(10);
      loop.wake();
      await pass(0);
      expect(step).toHaveBeenCalledTimes(2);
      await pass(99);
      expect(step).toHaveBeenCalledTimes(2);
      await pass(1);
      expect(step).toHaveBeenCalledTimes(3);
    });

    it('ends a pause without end, and nothing else does', async () => {
      step.mockResolvedValue(Infinity);
      loop.start();
      await pass(0);
      expect(vi.getTimerCount()).toBe(0);
      await pass(1_000_000);
      expect(step).toHaveBeenCalledTimes(1);
      loop.wake();
      await pass(0);
      expect(step).toHaveBeenCalledTimes(2);
    });

    it('during a step makes the next pause none, once', async () => {
      step.mockImplementationOnce(async () => {
        loop.wake();
        loop.wake();
        return 100;
      });
      loop.start();
      await pass(0);
      expect(step).toHaveBeenCalledTimes(2);
      await pass(99);
      expect(step).toHaveBeenCalledTimes(2);
    });

    it('before the start changes nothing', async () => {
      loop.wake();
      loop.start();
      await pass(99);
      expect(step).toHaveBeenCalledTimes(1);
    });
  });

  describe('when the step fails', () => {
    const failing = () => step.mockRejectedValue(new Error('the database is away'));

    it('[I10] goes on, after pauses that grow up to a limit', async () => {
      failing();
      loop.start();
      await pass(0);
      for (const pause of [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]) {
        const calls = step.mock.calls.length;
        await pass(pause - 1);
        expect(step).toHaveBeenCalledTimes(calls);
        await pass(1);
        expect(step).toHaveBeenCalledTimes(calls + 1);
      }
    });

    it.each([
      [0, 100],
      [0.999, 300],
    ])('spreads the pauses of several processes: random %d makes the first %d ms', async (random, pause) => {
      vi.mocked(Math.random).mockReturnValue(random);
      failing();
      loop.start();
      await pass(pause - 1);
      expect(step).toHaveBeenCalledTimes(1);
      await pass(1);
      expect(step).toHaveBeenCalledTimes(2);
    });

    it('[I10] also when it throws before it gives a promise', async () => {
      step.mockImplementationOnce(() => {
        throw new TypeError('at once');
      });
      loop.start();
      await pass(200);
      expect(step).toHaveBeenCalledTimes(2);
    });

    it('is not hurried by being woken', async () => {
      failing();
      loop.start();
      await pass(0);
      loop.wake();
      await pass(199);
      expect(step).toHaveBeenCalledTimes(1);
      await pass(1);
      expect(step).toHaveBeenCalledTimes(2);
    });

    it('is not hurried by having been woken during the step that failed', async () => {
      step.mockImplementationOnce(async () => {
        loop.wake();
        throw new Error('no');
      });
      loop.start();
      await pass(199);
      expect(step).toHaveBeenCalledTimes(1);
    });

    it('says so the first time and every tenth time, and when it works again', async () => {
      failing();
      loop.start();
      await pass(0);
      expect(logger.warn).toHaveBeenCalledExactlyOnceWith(
        'Sweeping failed, trying again in 200 ms: Error: the database is away',
      );
      await pass(36_000);
      expect(step.mock.calls.length).toBeLessThan(10);
      expect(logger.warn).toHaveBeenCalledOnce();
      await pass(10_000);
      expect(step).toHaveBeenCalledTimes(10);
      expect(logger.warn).toHaveBeenCalledTimes(2);

      step.mockResolvedValue(100);
      await pass(10_000);
      expect(logger.log).toHaveBeenCalledExactlyOnceWith('Sweeping works again after 10 failure(s)');
    });

    it('begins with the shortest pause again after a success, and can be woken again', async () => {
      step.mockRejectedValueOnce(new Error('1')).mockRejectedValueOnce(new Error('2'));
      loop.start();
      await pass(600);
      expect(step).toHaveBeenCalledTimes(3);
      loop.wake();
      await pass(0);
      expect(step).toHaveBeenCalledTimes(4);

      step.mockRejectedValueOnce(new Error('3'));
      await pass(100);
      expect(step).toHaveBeenCalledTimes(5);
      await pass(200);
      expect(step).toHaveBeenCalledTimes(6);
    });
  });

  describe('stop', () => {
    it('ends the pause and leaves no timer', async () => {
      loop.start();
      await pass(0);
      await loop.stop();
      expect(vi.getTimerCount()).toBe(0);
      await pass(1_000);
      expect(step).toHaveBeenCalledTimes(1);
    });

    it('ends the pause after a failure too', async () => {
      step.mockRejectedValue(new Error('no'));
      loop.start();
      await pass(0);
      await loop.stop();
      await pass(1_000);
      expect(step).toHaveBeenCalledTimes(1);
    });

    it('[I9] waits for the step under way', async () => {
      let finish: (pause: number) => void = () => undefined;
      step.mockImplementationOnce(() => new Promise((resolve) => (finish = resolve)));
      loop.start();
      await pass(0);
      const stopped = vi.fn<() => void>();
      void loop.stop().then(stopped);
      await pass(10_000);
      expect(stopped).not.toHaveBeenCalled();
      finish(Infinity);
      await pass(0);
      expect(stopped).toHaveBeenCalledOnce();
      expect(step).toHaveBeenCalledTimes(1);
    });

    it('is over at once for a loop that does not run, and can be repeated', async () => {
      await loop.stop();
      loop.start();
      await pass(0);
      await Promise.all([loop.stop(), loop.stop()]);
      await loop.stop();
      expect(step).toHaveBeenCalledTimes(1);
    });

    it('is not undone by being woken', async () => {
      loop.start();
      await pass(0);
      await loop.stop();
      loop.wake();
      await pass(1_000);
      expect(step).toHaveBeenCalledTimes(1);
    });

    it('can be followed by another start', async () => {
      loop.start();
      await pass(0);
      await loop.stop();
      loop.start();
      await pass(0);
      expect(step).toHaveBeenCalledTimes(2);
      await pass(100);
      expect(step).toHaveBeenCalledTimes(3);
    });
  });
});
