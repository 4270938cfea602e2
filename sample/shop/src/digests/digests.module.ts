import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { MailModule } from '../mail/mail.module.js';
import { Order } from '../orders/order.entity.js';
import { User } from '../users/user.entity.js';
import { DigestService } from './digest.service.js';
import { DigestSubscriptions } from './digest-subscriptions.js';

@Module({
  imports: [TypeOrmModule.forFeature([User, Order]), MailModule],
  providers: [DigestService, DigestSubscriptions],
  exports: [DigestSubscriptions],
})
export class DigestsModule {}
