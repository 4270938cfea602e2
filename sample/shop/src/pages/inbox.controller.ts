import { Controller, Get, Header } from '@nestjs/common';
import { html, type Html } from '../common/html.js';
import { Inbox } from '../mail/inbox.js';
import type { Mail } from '../mail/parse-mail.js';
import { page, time } from './layout.js';

@Controller('inbox')
export class InboxController {
  constructor(private readonly inbox: Inbox) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  show(): string {
    const { mails } = this.inbox;
    return page({
      title: 'Inbox',
      path: '/inbox',
      content: html`<p>Every mail the shop has sent since it started, newest first. They came by SMTP.</p>
        ${mails.length > 0 ? mails.map(mailArticle) : html`<p>No mail yet.</p>`}`,
    });
  }
}

function mailArticle({ from, to, subject, text, receivedAt }: Mail): Html {
  return html`<article>
    <h2>${subject}</h2>
    <dl>
      <dt>From</dt>
      <dd>${from}</dd>
      <dt>To</dt>
      <dd>${to}</dd>
      <dt>Received</dt>
      <dd>${time(receivedAt)}</dd>
    </dl>
    <pre>${text}</pre>
  </article>`;
}
