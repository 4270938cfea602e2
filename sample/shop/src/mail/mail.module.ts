import { Module } from '@nestjs/common';
import { Inbox } from './inbox.js';
import { Mailer } from './mailer.js';

@Module({
  providers: [{ provide: Inbox, useFactory: () => Inbox.open() }, Mailer],
  exports: [Inbox, Mailer],
})
export class MailModule {}
