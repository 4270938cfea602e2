import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { JobContext, Recurring } from 'nestfire';
import { Repository } from 'typeorm';
import { writeWhole } from '../common/files.js';
import { OrderItem } from '../orders/order.entity.js';
import { settings } from '../settings.js';

const HOUR = 60 * 60 * 1_000;

@Injectable()
export class SalesReport {
  constructor(
    @InjectRepository(OrderItem) private readonly items: Repository<OrderItem>,
    private readonly job: JobContext,
  ) {}

  /**
   * Writes what was sold in an hour and returns the file. Every hour has its own, so hours in which
   * the shop was down are made up for one by one.
   */
  @Recurring('0 * * * *', { id: 'sales-report', misfire: 'strict' })
  async write(): Promise<string> {
    // The hour that the occurrence has ended, however late the job runs. One that is triggered in
    // between writes what there is of the hour so far, and the occurrence at its end writes it again.
    const end = this.job.occurrenceAt ?? this.job.createdAt;
    const from = new Date(Math.floor((end.getTime() - 1) / HOUR) * HOUR);
    const until = new Date(from.getTime() + HOUR);
    const { orders, revenue } = await this.sales(from, until);

    const hour = from.toISOString().slice(0, 'yyyy-mm-ddThh'.length);
    const file = join(settings.dataDir, 'reports', `sales-${hour}Z.csv`);
    const values = [from.toISOString(), until.toISOString(), orders, revenue];
    await writeWhole(file, (draft) => writeFile(draft, `from,until,orders,revenue\n${values.join()}\n`));
    return file;
  }

  private async sales(from: Date, until: Date): Promise<{ orders: number; revenue: string }> {
    const sums = await this.items
      .createQueryBuilder('item')
      .innerJoin('item.order', 'placed')
      .where('placed.placedAt >= :from AND placed.placedAt < :until', { from, until })
      .select('COUNT(DISTINCT placed.id)', 'orders')
      .addSelect('SUM(item.quantity * item.cents)', 'cents')
      .getRawOne<{ orders: number | string; cents: number | string | null }>();
    return { orders: Number(sums?.orders ?? 0), revenue: (Number(sums?.cents ?? 0) / 100).toFixed(2) };
  }
}
