import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { FormRedirect } from '../common/form-redirect.interceptor.js';
import { readNewOrder } from './new-order.js';
import type { Order } from './order.entity.js';
import { OrdersService } from './orders.service.js';

@Controller('orders')
@UseInterceptors(new FormRedirect('/activity'))
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  place(@Body() body: unknown): Promise<Order> {
    return this.orders.place(readNewOrder(body));
  }
}
