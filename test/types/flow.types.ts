import type { BatchHandle, JobContext, JobHandle, JobScheduler } from 'nestfire';
import type { EntityManager } from 'typeorm';
import { expectTypeOf } from 'vitest';

declare class InvoiceService {
  create(order: number, customer?: string): Promise<Date>;
}

export async function continuations(
  jobs: JobScheduler,
  order: JobHandle<{ id: number; customer: { name: string } }>,
  count: JobHandle<number>,
  batch: BatchHandle,
) {
  const invoice = await jobs.continueWith(order, InvoiceService, (invoices, result) =>
    invoices.create(result.id, result.customer.name),
  );
  expectTypeOf(invoice).toEqualTypeOf<JobHandle<Date>>();
  await jobs.continueWith([order, count], InvoiceService, (invoices, [first, second]) => {
    expectTypeOf(first.id).toBeNumber();
    return invoices.create(second);
  });
  await jobs.continueWith(order.id, InvoiceService, (invoices, result) => {
    expectTypeOf(result).toBeUnknown();
    return invoices.create(1);
  });
  await jobs.continueWith(batch, InvoiceService, (invoices) => invoices.create(1), {
    on: 'finished',
    delay: '5m',
  });
  // A parent that need not have succeeded may have no result.
  await jobs.continueWith(
    order,
    InvoiceService,
    (invoices, result) => {
      expectTypeOf(result).toEqualTypeOf<{ id: number; customer: { name: string } } | undefined>();
      return invoices.create(1, result?.customer.name);
    },
    { on: 'finished' },
  );
  await jobs.continueWith(
    [order, batch],
    InvoiceService,
    (invoices, [result]) => invoices.create(1, result.customer.name),
    { delay: '5m' },
  );

  // @ts-expect-error a part of the result that is not there
  await jobs.continueWith(order, InvoiceService, (invoices, result) => invoices.create(result.number));
  // @ts-expect-error an argument of another type
  await jobs.continueWith(order, InvoiceService, (invoices, result) => invoices.create(result.customer));
  // @ts-expect-error an unknown outcome
  await jobs.continueWith(order, InvoiceService, (invoices) => invoices.create(1), { on: 'success' });
  // @ts-expect-error a moment: it runs when its parents have ended
  await jobs.continueWith(order, InvoiceService, (invoices) => invoices.create(1), { at: new Date() });
}

export async function batches(jobs: JobScheduler, manager: EntityManager) {
  const handle = await jobs.batch(
    'import',
    (batch) => {
      const first = batch.enqueue(InvoiceService, (invoices) => invoices.create(1), { queue: 'bulk' });
      expectTypeOf(first).toEqualTypeOf<JobHandle<Date>>();
      batch.enqueueMany(InvoiceService, [1, 2], (invoices, id) => invoices.create(id));
      batch.continueWith(first, InvoiceService, (invoices) => invoices.create(2));
      // @ts-expect-error the transaction is the batch's
      batch.enqueue(InvoiceService, (invoices) => invoices.create(1), { manager });
    },
    { manager },
  );
  expectTypeOf(handle).toEqualTypeOf<BatchHandle>();
  await jobs.batches.add(handle, (more) => more.enqueue(InvoiceService, (invoices) => invoices.create(3)));
  // @ts-expect-error a batch has no result
  await handle.result();
}

export async function completion(job: JobContext, manager: EntityManager) {
  await job.complete(manager, { paid: true });
  // @ts-expect-error nothing to commit with
  await job.complete();
}
