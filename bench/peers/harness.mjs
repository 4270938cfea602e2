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
