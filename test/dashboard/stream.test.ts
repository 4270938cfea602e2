import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { JobStore } from 'nestfire';
import { StreamHub } from '../../lib/dashboard/stream/stream-hub.js';
import { StreamClient, toText } from '../../lib/dashboard/stream/stream-client.js';
import { parseTopics } from '../../lib/dashboard/stream/topics.js';
import { eventually } from '../support/eventually.js';
import { ADAPTERS, openStream, Shop, startDashboard } from './support.js';

const WORKER = { worker: { pollInterval: 20, concurrency: 5 } };
const FAST = { pollInterval: 100 } as const;

describe.each(ADAPTERS)('The live stream on %s', (adapter) => {
  it('tells of numbers, of a job and of its log as they change', async () => {
    const { jobs, url } = await startDashboard({ adapter, jobs: WORKER, dashboard: FAST });
    const job = await jobs.schedule(Shop, (shop) => shop.order(), '1h');
    const { headers, events } = await openStream(url, `stats,problems,job:${job.id}`);
    expect(headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store, no-transform');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    const of = (event: string) => events.filter((each) => each.event === event).map(({ data }) => data);
    await eventually(() => of('stats').length > 1 && of('job').length > 0);
    expect(events[0]).toMatchObject({ event: 'hello', data: { pollMs: 100 } });
    expect(of('job')).toMatchObject([{ id: job.id, state: 'scheduled' }]);
    expect(of('problems')).toHaveLength(1);
    await job.requeue();
    await eventually(() => of('job').some(({ state }) => state === 'succeeded') && of('log').length > 0);
    expect(of('log')[0]).toMatchObject({ jobId: job.id, lines: [{ message: 'ordered' }] });
    const all = JSON.stringify(of('log').flatMap(({ lines }) => lines as unknown[]));
    expect(all.match(/"ordered"/g)).toHaveLength(1);
  });

  it('keeps log lines from whoever may not see arguments', async () => {
    const access = () => ({ viewArguments: false });
    const { jobs, url } = await startDashboard({ adapter, jobs: WORKER, dashboard: { ...FAST, access } });
    const job = await jobs.enqueue(Shop, (shop) => shop.order());
    const { events } = await openStream(url, `stats,job:${job.id}`);
    await eventually(() => events.some(({ event, data }) => event === 'job' && data.state === 'succeeded'));
    const seen = events.filter(({ event }) => event === 'stats').length;
    await eventually(() => events.filter(({ event }) => event === 'stats').length > seen + 3);
    expect(events.some(({ event }) => event === 'log')).toBe(false);
  });

  it('asks once for all, and not at all once everybody has gone', async () => {
    const { app, url, store } = await startDashboard({ adapter, dashboard: FAST });
    const hub = app.get(StreamHub);
    const questions = countQuestions(store);
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(url, 'stats')));
    await eventually(() => streams.every(({ events }) => events.some(({ event }) => event === 'stats')));
    expect(hub.size).toBe(20);
    const before = questions();
    const counts = streams.map(({ events }) => events.length);
    await eventually(() => streams.every(({ events }, index) => events.length >= counts[index]! + 5));
    // Twenty clients that asked by themselves would have asked a hundred times.
    expect(questions() - before).toBeLessThan(20);
    streams.forEach(({ cut }) => cut());
    await eventually(() => hub.size === 0);
    const after = questions();
    const started = performance.now();
    await eventually(() => performance.now() - started > 500);
    expect(questions() - after).toBeLessThanOrEqual(1);
  });

  it('is bounded, and refuses what it does not know', async () => {
    const { url } = await startDashboard({ adapter, dashboard: { maxStreams: 2 } });
    const first = await openStream(url, 'stats');
    await openStream(url, 'stats');
    const third = await fetch(`${url}/api/stream?topics=stats`);
    expect([third.status, await third.json()]).toMatchObject([503, { code: 'too_many_streams' }]);
    expect(third.headers.get('content-type')).toContain('application/problem+json');
    first.cut();
    for (const topics of [
      '',
      'nothing',
      'job:1',
      'stats,job',
      Array.from({ length: 21 }, (_, i) => `x${i}`).join(','),
    ]) {
      const { status } = await fetch(`${url}/api/stream?topics=${topics}`);
      expect([topics, status]).toEqual([topics, 400]);
    }
  });

  it('ends when the application stops, so that it can stop', async () => {
    const { app, url } = await startDashboard({ adapter });
    const { events, done } = await openStream(url, 'stats');
    await eventually(() => events.length > 0);
    await app.close();
    await done;
    expect(events.at(-1)).toEqual({ event: 'bye', data: { reason: 'stopping' } });
  });

  it('forgets a client that was cut off', async () => {
    const { app, url } = await startDashboard({ adapter });
    const { port, pathname } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET ${pathname}/api/stream?topics=stats HTTP/1.1\r\nHost: x\r\n\r\n`);
    await eventually(() => app.get(StreamHub).size === 1);
    socket.destroy();
    await eventually(() => app.get(StreamHub).size === 0);
  });
});

describe('A client that does not read', () => {
  it('is told to ask once it reads again, and nothing piles up', () => {
    const client = new StreamClient(parseTopics('stats'), true, () => undefined);
    const text = toText({ event: 'unavailable', data: { at: 'x'.repeat(1_000) } });
    for (let index = 0; index < 1_000; index++) {
      client.send(text);
    }
    expect(client.stream.readableLength).toBeLessThan(100_000);
    let read = '';
    for (let chunk; (chunk = client.stream.read() as string | null) !== null;) {
      read += chunk;
    }
    expect(read).toContain('event: invalidate\ndata: {"topics":["stats"]}');
    expect(read.length).toBeLessThan(100_000);
    client.send(text);
    expect(client.stream.read()).toBe(text);
  });
});

/** Counts what is asked of the database. */
function countQuestions(store: JobStore): () => number {
  let count = 0;
  const { dashboard } = store;
  const original = dashboard.countByState.bind(dashboard);
  dashboard.countByState = (filter) => {
    count++;
    return original(filter);
  };
  return () => count;
}
