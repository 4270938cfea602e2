import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { InvoicesModule } from '../invoices/invoices.module.js';
import { MailModule } from '../mail/mail.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { ProductsModule } from '../products/products.module.js';
import { UsersModule } from '../users/users.module.js';
import { ActivityController } from './activity.controller.js';
import { CustomerController } from './customer.controller.js';
import { ErrorPageFilter } from './error-page.filter.js';
import { HomeController } from './home.controller.js';
import { InboxController } from './inbox.controller.js';
import { ProductImportController } from './product-import.controller.js';
import { ProductListController } from './product-list.controller.js';
import { RecurringController } from './recurring.controller.js';

@Module({
  imports: [UsersModule, OrdersModule, ProductsModule, InvoicesModule, MailModule],
  controllers: [
    HomeController,
    CustomerController,
    ProductListController,
    ProductImportController,
    InboxController,
    ActivityController,
    RecurringController,
  ],
  providers: [{ provide: APP_FILTER, useClass: ErrorPageFilter }],
})
export class PagesModule {}
