import type { JobScheduler } from 'nestfire';
import { Catalogue, Mailer, Orders } from './jobs.js';

/** Jobs in every state, some of them hostile, and a stream of new ones. */
export async function fill(jobs: JobScheduler): Promise<void> {
  for (let at = 1; at <= 60; at++) {
    await jobs.enqueue(Mailer, (mailer) => mailer.sendWelcome(at, { template: 'welcome', locale: 'tr' }), {
      tags: [`user:${at}`, 'sign-up'],
    });
  }
  for (let at = 1; at <= 8; at++) {
    await jobs.enqueue(Mailer, (mailer) => mailer.sendReceipt(`A-${1000 + at}`), { tags: ['receipt'] });
    await jobs.schedule(Orders, (orders) => orders.ship(`A-${1000 + at}`), `${at * 7}m`);
    await jobs.enqueue(Catalogue, (catalogue) => catalogue.reindex(`shelf-${at}`));
  }
  const charge = await jobs.enqueue(Orders, (orders) =>
    orders.charge('A-2000', {
      token: 'secret',
      last4: '4242',
      items: [
        { sku: 'TEA-01', quantity: 3, note: '<img src=x onerror=alert(1)>' },
        new Date(),
        new Map([['a', 1n]]),
      ],
    }),
  );
  await jobs.enqueue(Orders, (orders) => orders.importCatalogue('catalogue-2026.csv'), {
    tags: ['import', '<b>bold</b>'],
  });
  const later = await jobs.schedule(Orders, (orders) => orders.ship('A-3000'), '3h');
  await jobs.continueWith(later, Mailer, (mailer) => mailer.sendReceipt('A-3000'));
  await jobs.continueWith(charge, Orders, (orders) => orders.ship('A-2000'));
  await jobs.batch('catalogue import', (batch) => {
    for (let row = 0; row < 200; row++) {
      batch.enqueue(Catalogue, (catalogue) => catalogue.importRow(row));
    }
  });
  await jobs.enqueue(Mailer, (mailer) => mailer.sendReceipt('<img src=x onerror=alert(1)>'), {
    tags: ['<script>alert(1)</script>'],
  });
  await jobs.recurring.addOrUpdate('digest:42', Mailer, (mailer) => mailer.sendReceipt('42'), {
    cron: '0 9 * * 1',
    timeZone: 'Europe/Berlin',
  });
  await jobs.recurring.pause('digest:42', { reason: 'The customer is on holiday' });
  setInterval(() => {
    const id = String(Date.now());
    void jobs.enqueue(Orders, (orders) => orders.charge(id, { token: 'secret', last4: '1881', items: [] }));
    void jobs.enqueue(Orders, (orders) => orders.ship(id));
  }, 1_500).unref();
}
