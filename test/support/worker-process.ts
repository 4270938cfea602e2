import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { JobsWorkerOptions } from 'nestfire';
import { DataSource } from 'typeorm';
import { closeAfterTest } from './app.js';
import type { TestDatabase } from './databases.js';
import { eventually } from './eventually.js';

const SCRIPT = fileURLToPath(new URL('../chaos/worker-process.mjs', import.meta.url));

/** What a worker process tells. */
type Message = { ready: number } | { hanging: string } | { unique: { id: string; isDuplicate: boolean }[] };

type Kind = 'ready' | 'hanging' | 'unique';

/** Starts a worker in a process of its own and waits until it works; it is killed after the test. */
export async function startWorkerProcess(
  database: TestDatabase,
  options: { worker?: JobsWorkerOptions; pause?: number; ticking?: boolean } = {},
): Promise<ChildProcess> {
  const child = fork(SCRIPT, [JSON.stringify({ dataSource: database.options, ...options })]);
  closeAfterTest(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await exited(child);
    }
  });
  const heard: Message[] = [];
  messages.set(child, heard);
  child.on('message', (received: Message) => heard.push(received));
  await message(child, 'ready');
  return child;
}

/** What each process has told so far. */
const messages = new WeakMap<ChildProcess, Message[]>();

/** A message of that kind, which may have come already. */
export function message(child: ChildProcess, kind: Kind): Promise<Message> {
  return eventually(() => messages.get(child)!.find((heard) => kind in heard));
}

export function exited(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** The table in which the jobs of the worker processes leave their effects. */
export async function createEffects(database: TestDatabase, unique: boolean): Promise<DataSource> {
  const dataSource = await new DataSource(database.options).initialize();
  closeAfterTest(() => dataSource.destroy());
  await dataSource.query(
    `CREATE TABLE effects (number integer NOT NULL ${unique ? 'PRIMARY KEY' : ''}, attempt integer, pid integer)`,
  );
  return dataSource;
}

/** How often each number has left an effect. */
export async function effectCounts(dataSource: DataSource): Promise<Map<number, number>> {
  const rows = (await dataSource.query('SELECT number, COUNT(*) AS n FROM effects GROUP BY number')) as {
    number: number;
    n: number | string;
  }[];
  return new Map(rows.map((row) => [Number(row.number), Number(row.n)]));
}
