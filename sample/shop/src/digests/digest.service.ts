import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob, JobContext } from 'nestfire';
import { And, LessThan, MoreThanOrEqual, Repository } from 'typeorm';
import { money } from '../common/money.js';
import { MAIL_QUEUE, Mailer } from '../mail/mailer.js';
import { Order, totalOf } from '../orders/order.entity.js';
import { User } from '../users/user.entity.js';

const DAY = 24 * 60 * 60 * 1_000;

@Injectable()
export class DigestService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly mailer: Mailer,
    private readonly job: JobContext,
  ) {}

  /** Mails a customer the orders of the last day; nothing when there are none. */
  @BackgroundJob({ queue: MAIL_QUEUE, timeout: '30s' })
  async send(userId: number): Promise<void> {
    const user = await this.users.findOneByOrFail({ id: userId });
    // Up to the nominal time, where the digest of the next day goes on, however late this one is.
    const until = this.job.occurrenceAt ?? this.job.createdAt;
    const from = new Date(until.getTime() - DAY);
    const orders = await this.orders.find({
      where: { user: { id: userId }, placedAt: And(MoreThanOrEqual(from), LessThan(until)) },
      relations: { items: true },
      order: { id: 'ASC' },
    });
    if (orders.length === 0) {
      this.job.log('There is nothing to tell');
      return;
    }
    const lines = orders.map((order) => `Order ${order.id}: ${money(totalOf(order))}`);
    await this.mailer.send({
      to: user,
      subject: `Your orders of the last day: ${orders.length}`,
      text: `Hello ${user.name},\n\n${lines.join('\n')}\n\nYour shop`,
    });
  }
}
