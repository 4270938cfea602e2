import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob } from 'nestfire';
import { Repository } from 'typeorm';
import { MAIL_QUEUE, Mailer } from '../mail/mailer.js';
import { Order } from './order.entity.js';

@Injectable()
export class OrderReminder {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly mailer: Mailer,
  ) {}

  @BackgroundJob({ queue: MAIL_QUEUE, timeout: '30s' })
  async send(orderId: number): Promise<void> {
    const { user } = await this.orders.findOneOrFail({ where: { id: orderId }, relations: { user: true } });
    await this.mailer.send({
      to: user,
      subject: `How was order ${orderId}?`,
      text: `Hello ${user.name},\n\nwe would like to know how you like what you ordered.\n\nYour shop`,
    });
  }
}
