import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { describeError, SafeLogger } from '../../utils/index.js';
import type { WakeHint } from '../store-requests.js';

/** What the listener uses of a `pg` client. */
interface PgClient {
  on(event: 'notification', listener: (message: { payload?: string }) => void): void;
  on(event: 'error' | 'end', listener: () => void): void;
  /** The socket under it. */
  connection?: { stream?: { destroy(): void } };
}

interface Connection {
  client: PgClient;
  /** Resolves when the connection says that it is gone. */
  lost: Promise<void>;
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
  private current?: Connection;
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
    // Nothing is asked of it any more: the pool is closed with it.
    this.current?.client.connection?.stream?.destroy();
    await this.release();
  }

  private async connect(): Promise<Connection> {
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
      this.current = { client, lost };
      return this.current;
    } catch (error) {
      await runner.release().catch(() => undefined);
      throw error;
    }
  }

  private async keepAlive(connection: Connection): Promise<void> {
    for (let current = connection; !this.closed; current = await this.reconnect()) {
      const watching = new AbortController();
      await Promise.race([current.lost, this.untilUnhealthy(watching.signal)]);
      watching.abort();
      // A half-open connection would keep whoever says goodbye to it waiting.
      current.client.connection?.stream?.destroy();
      await this.release();
    }
  }

  private async reconnect(): Promise<Connection> {
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
    return { client: { on: () => undefined }, lost: new Promise(() => undefined) };
  }

  private async untilUnhealthy(signal: AbortSignal): Promise<void> {
    while (!this.closed && !signal.aborted) {
      await this.pause(HEALTH_CHECK, signal);
      const answered = this.runner?.query('SELECT 1').then(
        () => true,
        () => false,
      );
      const timeout = this.pause(HEALTH_TIMEOUT, signal).then(() => false);
      if (!signal.aborted && !(await Promise.race([answered, timeout]))) {
        return;
      }
    }
  }

  private async release(): Promise<void> {
    const { runner } = this;
    this.runner = undefined;
    await runner?.release().catch(() => undefined);
  }

  private pause(duration: number, signal = this.closing.signal): Promise<void> {
    return sleep(duration, undefined, {
      signal: AbortSignal.any([signal, this.closing.signal]),
      ref: false,
    }).catch(() => undefined);
  }
}

export function formatHint(hint: WakeHint): string {
  const payload = JSON.stringify([hint.due, ...hint.queues]);
  return Buffer.byteLength(payload) < 7_900 ? payload : JSON.stringify([true]);
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
