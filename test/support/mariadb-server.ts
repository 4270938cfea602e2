import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import type { DataSourceOptions } from 'typeorm';
import { freePort } from './free-port.js';

const run = promisify(execFile);

/** A MariaDB server of the tests' own, from the `mariadbd` on the PATH. */
export class MariadbServer {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly directory: string,
    readonly port: number,
  ) {}

  static isInstalled(): boolean {
    return find('mariadbd') !== undefined && find('mariadb-install-db') !== undefined;
  }

  static async start(): Promise<MariadbServer> {
    const directory = await mkdtemp(join(tmpdir(), 'nestfire-mariadb-'));
    const server = new MariadbServer(directory, await freePort());
    await run('mariadb-install-db', [
      '--no-defaults',
      `--datadir=${server.data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...asRoot(),
    ]);
    await server.restart();
    return server;
  }

  get options(): DataSourceOptions {
    return {
      type: 'mariadb',
      host: '127.0.0.1',
      port: this.port,
      username: 'root',
      password: '',
      database: 'mysql',
    };
  }

  async restart(): Promise<void> {
    this.process = spawn(
      find('mariadbd')!,
      [
        '--no-defaults',
        `--datadir=${this.data}`,
        // A server that starts removes what others have left in the folder they share.
        `--tmpdir=${this.data}`,
        `--socket=${join(this.directory, 'socket')}`,
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        '--max-connections=300',
        ...asRoot(),
      ],
      { stdio: 'ignore' },
    );
    await this.untilReady();
  }

  async stop(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (child && child.exitCode === null) {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }

  async destroy(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private get data(): string {
    return join(this.directory, 'data');
  }

  private async untilReady(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const connection = await createConnection({ host: '127.0.0.1', port: this.port, user: 'root' });
        return await connection.end();
      } catch (error) {
        if (attempt > 300) {
          throw error;
        }
        await sleep(100);
      }
    }
  }
}

function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

function find(program: string): string | undefined {
  const places = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return places.map((place) => join(place, program)).find((path) => existsSync(path));
}
