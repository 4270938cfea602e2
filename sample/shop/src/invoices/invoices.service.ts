import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob, JobContext } from 'nestfire';
import { Repository } from 'typeorm';
import { nullIfMissing, writeWhole } from '../common/files.js';
import { Order } from '../orders/order.entity.js';
import { settings } from '../settings.js';
import { invoicePage, invoiceRow } from './invoice.page.js';

const FOLDER = join(settings.dataDir, 'invoices');

@Injectable()
export class InvoicesService {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly job: JobContext,
  ) {}

  /** Writes the invoice of an order and returns its file. */
  @BackgroundJob({ timeout: '1m' })
  async write(orderId: number): Promise<string> {
    const order = await this.orders.findOneOrFail({
      where: { id: orderId },
      relations: { user: true, items: true },
      order: { items: { id: 'ASC' } },
    });
    const rows = order.items.map((item, index) => {
      this.job.log(`${item.quantity} × ${item.product}`);
      this.job.progress((index + 1) / (order.items.length + 1));
      return invoiceRow(item);
    });

    const file = fileOf(orderId);
    await writeWhole(file, (draft) => writeFile(draft, String(invoicePage(order, rows))));
    this.job.progress(1);
    return file;
  }

  /** The invoice as HTML; `null` as long as it is not written. */
  async read(orderId: number): Promise<string | null> {
    return readFile(fileOf(orderId), 'utf8').catch(nullIfMissing);
  }

  /** Which of the orders have an invoice. */
  async written(orders: Order[]): Promise<Set<number>> {
    const files = new Set((await readdir(FOLDER).catch(nullIfMissing)) ?? []);
    return new Set(orders.map(({ id }) => id).filter((id) => files.has(nameOf(id))));
  }
}

function nameOf(orderId: number): string {
  return `invoice-${orderId}.html`;
}

function fileOf(orderId: number): string {
  return join(FOLDER, nameOf(orderId));
}
