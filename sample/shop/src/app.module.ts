import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { JobsModule } from 'nestfire';
import { DataSource } from 'typeorm';
import { BackupsModule } from './backups/backups.module.js';
import { databaseOptions } from './database.js';
import { OrdersModule } from './orders/orders.module.js';
import { PagesModule } from './pages/pages.module.js';
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
      useFactory: (dataSource: DataSource) => ({ dataSource }),
    }),
    UsersModule,
    OrdersModule,
    BackupsModule,
    ReportsModule,
    PagesModule,
  ],
})
export class AppModule {}
