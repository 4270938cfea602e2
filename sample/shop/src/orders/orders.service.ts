import { BadRequestException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { JobScheduler } from 'nestfire';
import { DataSource, Repository } from 'typeorm';
import { InvoicesService } from '../invoices/invoices.service.js';
import { settings } from '../settings.js';
import { UsersService } from '../users/users.service.js';
import { WarehouseService } from '../warehouse/warehouse.service.js';
import type { NewOrder } from './new-order.js';
import { OrderReminder } from './order-reminder.js';
import { Order } from './order.entity.js';

@Injectable()
export class OrdersService {
  constructor(
    @InjectRepository(Order) private readonly orders: Repository<Order>,
    private readonly dataSource: DataSource,
    private readonly users: UsersService,
    private readonly jobs: JobScheduler,
  ) {}

  /** The order and everything that follows from it are committed together, or not at all. */
  async place({ userId, items }: NewOrder): Promise<Order> {
    const user = await this.users.find(userId);
    if (!user) {
      throw new BadRequestException(`userId: there is no user ${userId}`);
    }
    return this.dataSource.transaction(async (manager) => {
      const order = await manager.save(Order, { user, items, placedAt: new Date() });
      const options = { manager, tags: [`order:${order.id}`] };
      await this.jobs.enqueue(InvoicesService, (invoices) => invoices.write(order.id), options);
      await this.jobs.enqueue(WarehouseService, (warehouse) => warehouse.pack(order.id, userId), options);
      await this.jobs.schedule(
        OrderReminder,
        (reminder) => reminder.send(order.id),
        settings.reminderDelay,
        options,
      );
      return order;
    });
  }

  latest(): Promise<Order[]> {
    return this.orders.find({ order: { id: 'DESC' }, take: 20, relations: { user: true, items: true } });
  }
}
