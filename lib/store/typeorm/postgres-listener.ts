import { setTimeout as sleep } from 'node:timers/promises';

import type { DataSource, QueryRunner } from 'typeorm';
import { describeError, SafeLogger } from '../../utils/index.js';
import type { WakeHint } from '../job-store.js';

/** What the listener uses of a `pg` client. */
interface PgClient {
  on(event: 'notification', listener: (message: { payload?: string }) => void): void;
  on(event: 'error' | 'end', listener: () => void): void;
  removeAllListeners(event: string): void;
}

/** How often the connection is asked whether it is still there: a half-open one never says so. */
const HEALTH_CHECK = 30_000;
const HEALTH_TIMEOUT = 10_000;

/**
 * One connection that listens for hints. It reconnects by itself, and after each reconnection asks
 * for one look, because hints sent in between are gone. `close()` gives the connection back.
 */
export class PostgresListener {
  private readonly logger = new SafeLogger('NestfireListener');
  private runner?: QueryRunner;
  private closed = false;
  private readonly closing = new AbortController();

  constructor(
    private readonly dataSource: DataSource,
    private readonly channel: string,
    private readonly onHint: (hint: WakeHint) => void,
  ) {}

  async open(): Promise<void> {
    const lost = await this.connect();
    void this.keepAlive(lost);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.closing.abort();
    await this.disconnect();
  }

  /** Connects and listens; the promise in the result resolves when the connection is lost. */
  private async connect(): Promise<{ lost: Promise<void> }> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client = (await runner.connect()) as PgClient;
      const lost = new Promise<void>((resolve) => {
        client.on('error', resolve);
        client.on('end', resolve);
      });
      client.on('notification', ({ payload }) => this.onHint(parseHint(payload)));
      await runner.query(`LISTEN ${this.channel}`);
      this.runner = runner;
      return { lost };
    } catch (error) {
      await runner.release().catch(() => undefined);
      throw error;
    }
  }

  private async keepAlive(connection: { lost: Promise<void> }): Promise<void> {
    for (let current = connection; !this.closed; current = await this.reconnect()) {
      await Promise.race([current.lost, this.untilUnhealthy()]);
      await this.disconnect();
    }
  }

  private async reconnect(): Promise<{ lost: Promise<void> }> {
    for (let attempt = 1; !this.closed; attempt++) {
      try {
        const connection = await this.connect();
        this.onHint({ queues: [], due: true });
        return connection;
      } catch (error) {
        if (attempt === 1) {
          this.logger.warn(
            `Lost the connection that listens for jobs; polling until it is back: ${describeError(error)}`,
          );
        }
        await this.pause(Math.random() * Math.min(30_000, 500 * 2 ** attempt));
      }
    }
    return { lost: new Promise(() => undefined) };
  }

  private async untilUnhealthy(): Promise<void> {
    while (!this.closed) {
      await this.pause(HEALTH_CHECK);
      const answered = this.runner?.query('SELECT 1').then(
        () => true,
        () => false,
      );
      if (!this.closed && !(await Promise.race([answered, this.pause(HEALTH_TIMEOUT).then(() => false)]))) {
        return;
      }
    }
  }

  private async disconnect(): Promise<void> {
    const runner = this.runner;
    this.runner = undefined;
    if (runner && !runner.isReleased) {
      const client = (await runner.connect().catch(() => undefined)) as PgClient | undefined;
      client?.removeAllListeners('notification');
      await runner.query(`UNLISTEN ${this.channel}`).catch(() => undefined);
      await runner.release().catch(() => undefined);
    }
  }

  private pause(duration: number): Promise<void> {
    return sleep(duration, undefined, { signal: this.closing.signal, ref: false }).catch(() => undefined);
  }
}

export function formatHint(hint: WakeHint): string {
  const payload = JSON.stringify([hint.due, ...hint.queues]);
  return payload.length < 7_900 ? payload : JSON.stringify([true]);
}

/** A payload that is not ours is a reason to look, no more. */
function parseHint(payload: string | undefined): WakeHint {
  try {
    const [due, ...queues] = JSON.parse(payload ?? '') as [boolean, ...string[]];
    return { queues: queues.filter((queue) => typeof queue === 'string'), due: due === true };
  } catch {
    return { queues: [], due: true };
  }
}
