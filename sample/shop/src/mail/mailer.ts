import { Injectable } from '@nestjs/common';
import { JobContext } from 'nestfire';
import { createTransport } from 'nodemailer';
import { Inbox } from './inbox.js';

/** The queue of all jobs that send mails: as a whole it keeps to what the mail provider takes. */
export const MAIL_QUEUE = 'mail';

export interface OutgoingMail {
  to: { name: string; email: string };
  subject: string;
  text: string;
}

/** Sends mails by SMTP. Only jobs use it, so it may be slow, and it may throw: the job tries again. */
@Injectable()
export class Mailer {
  private readonly transport;

  constructor(
    inbox: Inbox,
    private readonly job: JobContext,
  ) {
    this.transport = createTransport({ host: '127.0.0.1', port: inbox.port });
  }

  async send({ to, subject, text }: OutgoingMail): Promise<void> {
    await this.transport.sendMail({
      from: { name: 'Nestfire Shop', address: 'shop@example.org' },
      to: { name: to.name, address: to.email },
      subject,
      text,
      // The same in every attempt, so that whoever gets a mail twice can tell.
      messageId: `<${this.job.id}@example.org>`,
    });
  }
}
