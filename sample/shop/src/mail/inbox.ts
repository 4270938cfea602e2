import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SMTPServer } from 'smtp-server';
import { parseMail, type Mail } from './parse-mail.js';

const KEPT = 100;

/** A mail server inside the process that accepts every mail and keeps the last ones, so that nothing leaves the machine. */
@Injectable()
export class Inbox implements OnApplicationShutdown {
  private received: Mail[] = [];
  private readonly server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: async (stream, _session, done) => {
      try {
        this.receive(parseMail(await text(stream)));
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });

  /** Opens the inbox on a free port. */
  static async open(): Promise<Inbox> {
    const inbox = new Inbox();
    await new Promise<void>((resolve, reject) => {
      inbox.server.once('error', reject);
      inbox.server.listen(0, '127.0.0.1', resolve);
    });
    // A client that hangs up is no reason to end the process.
    inbox.server.on('error', () => undefined);
    return inbox;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  /** Newest first. */
  get mails(): readonly Mail[] {
    return this.received;
  }

  /** Jobs have ended by now: the worker stops in `onModuleDestroy`. */
  async onApplicationShutdown(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(resolve));
  }

  private receive(mail: Mail): void {
    // A job whose process dies runs again, so a mail may come twice. Its id stays the same.
    if (!this.received.some(({ id }) => id === mail.id)) {
      this.received = [mail, ...this.received].slice(0, KEPT);
    }
  }
}
