import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob } from 'nestfire';
import { Repository } from 'typeorm';
import { MAIL_QUEUE, Mailer } from '../mail/mailer.js';
import { User } from './user.entity.js';

@Injectable()
export class WelcomeEmail {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly mailer: Mailer,
  ) {}

  @BackgroundJob({ queue: MAIL_QUEUE, timeout: '30s' })
  async send(userId: number): Promise<void> {
    const user = await this.users.findOneByOrFail({ id: userId });
    await this.mailer.send({
      to: user,
      subject: `Welcome, ${user.name}`,
      text: `Hello ${user.name},\n\nthank you for signing up. We hope you find something you like.\n\nYour shop`,
    });
  }
}
