import type { Readable } from 'node:stream';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { JobStore } from '../../store/index.js';
import { describeError, SafeLogger } from '../../utils/index.js';
import type { StreamMessage } from '../api/index.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { ProblemError } from '../http/problem.error.js';
import { queryOf, type Call } from '../input/call.js';
import { Assets } from '../shell/assets.js';
import { StreamClient, toText } from './stream-client.js';
import { parseTopics } from './topics.js';
import { Watch } from './watch.js';

const HEARTBEAT = 15_000;
/** Then a client opens another stream, and the guards look again. */
const LIFETIME = 10 * 60_000;
/** A database that has neither answered nor failed by then is said to be away, in ms. */
const PATIENCE = 10_000;

/**
 * Every open stream of this process. One poller asks for all of them, while there are any: a thousand
 * open pages ask the database as often as one.
 */
@Injectable()
export class StreamHub implements OnModuleDestroy {
  private readonly logger = new SafeLogger('JobsDashboard');
  private readonly clients = new Set<StreamClient>();
  private polling?: NodeJS.Timeout;
  private heartbeat?: NodeJS.Timeout;
  private isAsking = false;
  private isAway = false;
  private isStopping = false;

  constructor(
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly assets: Assets,
    private readonly watch: Watch,
  ) {}

  /** How many are open. */
  get size(): number {
    return this.clients.size;
  }

  /** @throws {ProblemError} `too_many_streams`, or `invalid_request` for unknown topics. */
  open(call: Call): Readable {
    const topics = parseTopics(queryOf(call, ['topics']).text('topics', 2_000));
    if (this.isStopping || this.clients.size >= this.options.maxStreams) {
      throw new ProblemError('too_many_streams');
    }
    const client: StreamClient = new StreamClient(topics, call.viewer.rights.viewArguments, () =>
      this.close(client),
    );
    this.clients.add(client);
    client.send(
      toText({
        event: 'hello',
        data: { at: new Date().toISOString(), build: this.assets.build, pollMs: this.options.pollInterval },
      }),
    );
    if (this.isAway) {
      client.send(unavailable());
    }
    this.watch.add(topics);
    this.start();
    return client.stream;
  }

  onModuleDestroy(): void {
    this.isStopping = true;
    this.clients.forEach((client) => client.end(toText({ event: 'bye', data: { reason: 'stopping' } })));
    this.stop();
  }

  private start(): void {
    this.polling ??= setInterval(() => void this.poll(), this.options.pollInterval).unref();
    this.heartbeat ??= setInterval(() => this.beat(), HEARTBEAT).unref();
    void this.poll();
  }

  private stop(): void {
    clearInterval(this.polling);
    clearInterval(this.heartbeat);
    this.polling = this.heartbeat = undefined;
    this.watch.reset();
  }

  private close(client: StreamClient): void {
    this.clients.delete(client);
    if (this.clients.size === 0) {
      this.stop();
    }
  }

  private beat(): void {
    for (const client of this.clients) {
      if (performance.now() - client.openedAt > LIFETIME) {
        client.end(toText({ event: 'bye', data: { reason: 'lifetime' } }));
      } else {
        client.send(': \n\n');
      }
    }
  }

  /** A look that takes longer than the interval is not overtaken by the next. */
  private async poll(): Promise<void> {
    if (this.isAsking || this.clients.size === 0) {
      return;
    }
    this.isAsking = true;
    const late = setTimeout(() => this.sayUnavailable(), PATIENCE).unref();
    try {
      await this.watch.look(
        [...this.clients].map(({ topics }) => topics),
        (topic, message) => this.tell(topic, message),
      );
      this.isAway = false;
    } catch (error) {
      this.announceOutage(error);
    } finally {
      clearTimeout(late);
      this.isAsking = false;
    }
  }

  private tell(topic: string, message: StreamMessage): void {
    const text = toText(message);
    for (const client of this.clients) {
      if (client.topics.names.includes(topic) && (message.event !== 'log' || client.seesLogs)) {
        client.send(text);
      }
    }
  }

  /** What is watched is told anew when the database is back. */
  private announceOutage(error: unknown): void {
    this.watch.tellAnew();
    if (!this.isAway && !this.store.isUnavailable(error)) {
      this.logger.warn(`The live stream could not look: ${describeError(error)}`);
    }
    this.sayUnavailable();
  }

  /** Once, until there is an answer again. */
  private sayUnavailable(): void {
    if (!this.isAway) {
      this.isAway = true;
      this.clients.forEach((client) => client.send(unavailable()));
    }
  }
}

function unavailable(): string {
  return toText({ event: 'unavailable', data: { at: new Date().toISOString() } });
}
