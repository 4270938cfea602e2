import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamMessage } from '../../lib/dashboard/api/index.js';
import { EventStreamParser } from '../../lib/dashboard/ui/api/event-stream.js';
import { LiveConnection } from '../../lib/dashboard/ui/api/live.js';

const hello = 'event: hello\ndata: {"at":"2026-01-01T00:00:00.000Z","build":"a","pollMs":5000}\n\n';

describe('EventStreamParser', () => {
  it('reads messages wherever they are cut, and leaves out comments and what is broken', () => {
    const parser = new EventStreamParser();
    const text = `: heartbeat\n\n${hello}event: invalidate\r\ndata: {"topics":["stats"]}\r\n\r\nevent: stats\ndata: {nonsense\n\n`;
    const messages = [...text].flatMap((character) => parser.push(character));
    expect(messages.map(({ event }) => event)).toEqual(['hello', 'invalidate']);
    expect(messages[1]).toEqual({ event: 'invalidate', data: { topics: ['stats'] } });
  });
});

describe('LiveConnection', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function start(answers: (() => Response)[]) {
    const urls: string[] = [];
    const messages: StreamMessage[] = [];
    const onResume = vi.fn();
    const connection = new LiveConnection({
      url: (topics) => topics.join(','),
      onMessage: (message) => messages.push(message),
      onResume,
      random: () => 1,
      fetch: async (url) => {
        urls.push(String(url));
        const answer = answers.shift();
        if (!answer) {
          throw new TypeError('connection refused');
        }
        return answer();
      },
    });
    return { connection, urls, messages, onResume };
  }

  it('is live while the stream is open, polls as soon as it breaks, and comes back', async () => {
    const first = stream();
    const second = stream();
    const { connection, onResume } = start([
      () => first.response,
      () => new Response('busy', { status: 503 }),
      () => second.response,
    ]);
    connection.want(['stats']);
    await vi.advanceTimersByTimeAsync(20);
    first.send(hello);
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.status).toBe('live');

    first.break();
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.status).toBe('polling');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(connection.status).toBe('polling');
    await vi.advanceTimersByTimeAsync(2_000);
    second.send(hello);
    await vi.advanceTimersByTimeAsync(0);
    expect(connection.status).toBe('live');
    expect(onResume).toHaveBeenCalledOnce();
  });

  it('stays live when the stream ends as it said', async () => {
    const first = stream();
    const second = stream();
    const { connection, urls } = start([() => first.response, () => second.response]);
    connection.want(['stats']);
    await vi.advanceTimersByTimeAsync(20);
    first.send(hello);
    first.send('event: bye\ndata: {"reason":"lifetime"}\n\n');
    await vi.advanceTimersByTimeAsync(25);
    expect(connection.status).toBe('live');
    expect(urls).toHaveLength(2);
  });

  it('takes an answer that is no stream for a failure', async () => {
    const { connection } = start([
      () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    ]);
    connection.want(['stats']);
    await vi.advanceTimersByTimeAsync(20);
    expect(connection.status).toBe('polling');
  });

  it('asks for all topics that somebody wants, in one stream', async () => {
    const { connection, urls } = start([() => stream().response, () => stream().response]);
    connection.want(['stats', 'problems']);
    const leave = connection.want(['job:1', 'stats']);
    await vi.advanceTimersByTimeAsync(20);
    leave();
    await vi.advanceTimersByTimeAsync(20);
    expect(urls).toEqual(['job:1,problems,stats', 'problems,stats']);
  });

  it('opens nothing while it is paused or out of sight', async () => {
    const { connection, urls } = start([() => stream().response]);
    connection.setPaused(true);
    connection.want(['stats']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(connection.status).toBe('paused');
    connection.setVisible(false);
    connection.setPaused(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(urls).toEqual([]);
    connection.setVisible(true);
    await vi.advanceTimersByTimeAsync(20);
    expect(urls).toEqual(['stats']);
  });

  it('gives up a stream that has gone silent', async () => {
    const { connection } = start([() => stream().response]);
    connection.want(['stats']);
    await vi.advanceTimersByTimeAsync(46_000);
    expect(connection.status).toBe('polling');
  });
});

function stream() {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: (given) => void (controller = given) });
  return {
    response: new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
    send: (text: string) => controller.enqueue(new TextEncoder().encode(text)),
    break: () => controller.error(new TypeError('network error')),
  };
}
