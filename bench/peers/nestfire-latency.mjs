import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobScheduler } from '../../dist/index.js';
import { report } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

/** Both clocks are the machine's own: `performance.timeOrigin + performance.now()`. */
const now = () => performance.timeOrigin + performance.now();
const [url, count] = [process.argv[2], Number(process.argv[3])];
const isWorker = process.argv[4] === 'worker';
let started = () => undefined;

class ProbeService {
  run(enqueuedAt) {
    started(now() - enqueuedAt);
  }
}
decorate(ProbeService, 'run');

if (isWorker) {
  await startApp(url, ProbeService);
  started = (latency) => process.send(latency);
  process.send('ready');
} else {
  const together = await startApp(url, ProbeService);
  const same = await probe(together, (listener) => (started = listener));
  await together.close();

  const child = fork(process.argv[1], [url, String(count), 'worker'], { execPath: process.execPath });
  await new Promise((resolve) => child.once('message', resolve));
  const producer = await startApp(url, ProbeService, { worker: false });
  const other = await probe(producer, (listener) => child.once('message', listener));
  child.kill();
  report({ same, other });
  await producer.close();
}

/** One job at a time, each after a pause in which everything falls idle. */
async function probe(app, listen) {
  const jobs = app.get(JobScheduler);
  const latencies = [];
  for (let i = 0; i < count; i++) {
    const latency = new Promise((resolve) => listen(resolve));
    await jobs.enqueue(ProbeService, (service) => service.run(now()));
    latencies.push(await latency);
    await sleep(20 + Math.random() * 20);
  }
  latencies.sort((a, b) => a - b);
  return { median: latencies[Math.floor(count / 2)], p95: latencies[Math.floor(count * 0.95)] };
}
