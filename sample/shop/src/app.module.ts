import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from 'nestfire';
import { JobsDashboardModule } from 'nestfire/dashboard';
import { DataSource } from 'typeorm';
import { BackupsModule } from './backups/backups.module.js';
import { databaseOptions } from './database.js';
import { MAIL_QUEUE } from './mail/mailer.js';
import { OrdersModule } from './orders/orders.module.js';
import { PagesModule } from './pages/pages.module.js';
import { ProductsModule } from './products/products.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { settings } from './settings.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    TypeOrmModule.forRoot({
      ...databaseOptions(settings.databaseUrl, settings.dataDir),
      autoLoadEntities: true,
      // Fine for a sample; an application in production has migrations.
      synchronize: true,
    }),
    JobsModule.forRootAsync({
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => ({
        dataSource,
        queues: { [MAIL_QUEUE]: { rateLimit: { limit: settings.mailRate, per: '1m' } } },
      }),
    }),
    // Open to everybody in development. In production it is closed, for nothing says who may come in.
    JobsDashboardModule.forRoot({
      path: 'jobs',
      title: 'Nestfire Shop',
      links: [{ label: 'Shop', url: '/' }],
      editRecurring: true,
    }),
    UsersModule,
    OrdersModule,
    ProductsModule,
    BackupsModule,
    ReportsModule,
    PagesModule,
  ],
})
export class AppModule {}
