import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DigestsModule } from '../digests/digests.module.js';
import { MailModule } from '../mail/mail.module.js';
import { User } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';
import { WelcomeEmail } from './welcome-email.js';

@Module({
  imports: [TypeOrmModule.forFeature([User]), DigestsModule, MailModule],
  controllers: [UsersController],
  providers: [UsersService, WelcomeEmail],
  exports: [UsersService, DigestsModule],
})
export class UsersModule {}
