import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobScheduler, JobStore } from '../../dist/index.js';
import { report } from './harness.mjs';
import { decorate, startApp } from './nestfire-app.mjs';

const [url, definitions, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const WARM_UP = 10_000;

class TrivialService {
  run() {}
}
decorate(TrivialService, 'run');

/** Of many, a thousand are due in each second (the first fifty of a minute); of few, all of them. */
function cronOf(index) {
  const second = Math.floor(index / 1_000);
  if (definitions <= 1_000) {
    return '* * * * * *';
  }
  return definitions <= 10_000 ? `${second}/10 * * * * *` : `${second} * * * * *`;
}

const app = await startApp(url, TrivialService);
const { recurring } = app.get(JobScheduler);
const store = app.get(JobStore);
// One the public way, and the others like it, a thousand at a time.
await recurring.addOrUpdate('recurring-0', TrivialService, (service) => service.run(), { cron: 'never' });
const from = new Date(Date.now() + 8_000);
for (let start = 0; start < definitions; start += 1_000) {
  const indexes = Array.from({ length: Math.min(1_000, definitions - start) }, (_, index) => start + index);
  const ids = indexes.map((index) => `recurring-${index}`);
  await store.changeRecurring({ ids: [...ids, 'recurring-0'] }, (rows) => {
    const first = rows.find((row) => row.id === 'recurring-0');
    return {
      save: indexes.map((index) => {
        const cron = cronOf(index);
        const nextAt = recurring.preview(cron, 'UTC', 1, { from })[0].getTime();
        const { lastState: _, ...record } = first;
        return {
          ...record,
          id: ids[index - start],
          definition: { ...first.definition, cron },
          progress: { ...first.progress, nextAt, dueAt: nextAt },
        };
      }),
    };
  });
}
await sleep(Math.max(0, from.getTime() - Date.now()) + WARM_UP);

const change = store.changeRecurring.bind(store);
let passTime = 0;
store.changeRecurring = async (...args) => {
  const startedAt = performance.now();
  try {
    return await change(...args);
  } finally {
    passTime += performance.now() - startedAt;
  }
};
const cpu = process.cpuUsage();
const begin = Date.now();
await sleep(seconds * 1_000);
const end = Date.now();
const { user, system } = process.cpuUsage(cpu);
await sleep(3_000);

const pg = createRequire(new URL('../package.json', import.meta.url))('pg');
const client = new pg.Client({ connectionString: url });
await client.connect();
const lag = (column) => `percentile_cont(0.5) WITHIN GROUP (ORDER BY ${column} - occurrence_at) AS median,
  percentile_cont(0.99) WITHIN GROUP (ORDER BY ${column} - occurrence_at) AS p99, MAX(${column} - occurrence_at) AS max`;
const read = async (column) => {
  const { rows } = await client.query(
    `SELECT COUNT(*)::int AS count, ${lag(column)} FROM nestfire_job WHERE occurrence_at >= $1 AND occurrence_at < $2`,
    [begin, end],
  );
  return Object.fromEntries(Object.entries(rows[0]).map(([key, value]) => [key, Number(value)]));
};
const created = await read('created_at');
const started = await read('claimed_at');
await client.end();
report({ created, started, passTime, cpu: (user + system) / 1_000, elapsed: end - begin });
await app.close();
