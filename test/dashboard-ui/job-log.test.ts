import { describe, expect, it } from 'vitest';
import type { LogLine, LogResponse, StreamMessage } from '../../lib/dashboard/api/index.js';
import { JobLog } from '../../lib/dashboard/ui/pages/job/job-log.js';
import { deferred } from '../support/eventually.js';

const JOB = '019ab6e0-0000-7000-8000-000000000001';
const hello: StreamMessage = { event: 'hello', data: { at: '', build: '', pollMs: 5_000 } };

const line = (seq: number, attempt = 1): LogLine => ({
  seq: String(seq),
  attempt,
  at: '',
  level: 'info',
  message: `line ${seq}`,
  length: 6,
});
const brought = (...seqs: number[]): StreamMessage => ({
  event: 'log',
  data: { jobId: JOB, lines: seqs.map((seq) => line(seq)) },
});
const left = (topic: string): StreamMessage => ({ event: 'invalidate', data: { topics: [topic] } });

describe('JobLog', () => {
  /** A job whose log has these lines by now; answers come when they are let through. */
  function start(...written: number[]) {
    const asked: (string | undefined)[] = [];
    let gate: Promise<unknown> = Promise.resolve();
    const log = new JobLog(JOB, 1, async (after): Promise<LogResponse> => {
      asked.push(after);
      const all = written.filter((seq) => seq > Number(after ?? 0));
      await gate;
      const lines = all.slice(0, 3).map((seq) => line(seq));
      return { lines, last: lines.at(-1)?.seq ?? after ?? null, hasMore: all.length > 3 };
    });
    return {
      log,
      asked,
      write: (...seqs: number[]) => written.push(...seqs),
      hold: () => {
        const { promise, resolve, reject } = deferred();
        gate = promise;
        return { release: resolve, fail: () => reject(new Error('away')) };
      },
      /** Answers are there at once unless they are held. */
      settle: () => new Promise((resolve) => setImmediate(resolve)),
      seqs: () => log.read().lines.map(({ seq }) => Number(seq)),
    };
  }

  it('has what is there, page by page, and what the stream brings of its attempt', async () => {
    const { log, asked, settle, seqs } = start(1, 2, 3, 4, 5);
    expect(log.read().isLoading).toBe(true);
    void log.catchUp();
    await settle();
    log.hear(brought(5, 6));
    log.hear({ event: 'log', data: { jobId: JOB, lines: [line(7, 2)] } });
    log.hear({ event: 'log', data: { jobId: 'another', lines: [line(8)] } });
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(asked).toEqual([undefined, '3']);
    expect(log.read()).toMatchObject({ isLoading: false, error: null });
  });

  it.each([
    ['a stream opened anew', hello],
    ['a stream that has left something out', left(`job:${JOB}`)],
  ])('asks for what %s does not bring', async (_, message) => {
    const { log, asked, write, settle, seqs } = start(1, 2);
    void log.catchUp();
    await settle();
    log.hear(brought(3));
    write(3, 4, 5, 6, 7);
    log.hear(message);
    log.hear(brought(7));
    expect(seqs()).toEqual([1, 2, 3, 7]);
    await settle();
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(asked[1]).toBe('3');
    log.hear(left('job:another'));
    log.hear(brought(8));
    await settle();
    expect(asked).toHaveLength(3);
  });

  it('asks once more when something is missed while it asks', async () => {
    const { log, write, hold, settle, seqs } = start(1);
    const { release } = hold();
    void log.catchUp();
    write(2, 3);
    log.hear(hello);
    log.hear(brought(4));
    write(4);
    release();
    await settle();
    expect(seqs()).toEqual([1, 2, 3, 4]);
  });

  it('does not forget what is missing when it gets no answer', async () => {
    const { log, asked, write, hold, settle, seqs } = start(1);
    void log.catchUp();
    await settle();
    const { fail } = hold();
    write(2, 3);
    log.hear(hello);
    log.hear(brought(3));
    fail();
    await settle();
    expect(log.read().error).toMatchObject({ message: 'away' });
    hold().release();
    void log.catchUp();
    await settle();
    expect(seqs()).toEqual([1, 2, 3]);
    expect(asked).toEqual([undefined, '1', '1']);
    expect(log.read().error).toBeNull();
  });
});
