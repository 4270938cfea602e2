import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { OrderItem } from '../orders/order.entity.js';
import { SalesReport } from './sales-report.js';

@Module({ imports: [TypeOrmModule.forFeature([OrderItem])], providers: [SalesReport] })
export class ReportsModule {}
