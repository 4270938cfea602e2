import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const pg = createRequire(new URL('../package.json', import.meta.url))('pg');

/** Resolves once `ready()` and the query finds no row: the last outcome is written. */
export async function untilEmpty(url, query, ready) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  while (!ready() || (await client.query(query)).rowCount > 0) {
    await sleep(2);
  }
  await client.end();
}

export function report(result) {
  process.stdout.write(`RESULT ${JSON.stringify(result)}\n`);
}

/** Seconds that the server at `url`, on this machine, has spent on its processors until now. */
export async function serverTime(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const { parent } = processTimes(rows[0].pid);
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => processTimes(pid) ?? [])
    .filter((each) => each.parent === parent);
  const { own, waitedFor } = processTimes(parent);
  await client.end();
  return (own + waitedFor + children.reduce((sum, child) => sum + child.own, 0)) / TICKS;
}

const TICKS = 100;

function processTimes(pid) {
  try {
    // After the name, which may hold anything.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), own: user + system, waitedFor: childUser + childSystem };
  } catch {
    return null;
  }
}
