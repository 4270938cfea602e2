import {
  Body,
  Controller,
  NotFoundException,
  Param,
  ParseIntPipe,
  Post,
  UseInterceptors,
} from '@nestjs/common';
import { FormRedirect } from '../common/form-redirect.interceptor.js';
import { DigestSubscriptions } from '../digests/digest-subscriptions.js';
import { readSignUp } from './sign-up.js';
import type { User } from './user.entity.js';
import { UsersService } from './users.service.js';

@Controller('users')
export class UsersController {
  constructor(
    private readonly users: UsersService,
    private readonly digests: DigestSubscriptions,
  ) {}

  @Post()
  @UseInterceptors(new FormRedirect('/activity'))
  signUp(@Body() body: unknown): Promise<User> {
    return this.users.signUp(readSignUp(body));
  }

  @Post(':id/digest/subscribe')
  @UseInterceptors(new FormRedirect('/users/:id'))
  async subscribe(@Param('id', ParseIntPipe) id: number): Promise<{ subscribed: boolean }> {
    if (!(await this.users.find(id))) {
      throw new NotFoundException(`There is no user ${id}`);
    }
    await this.digests.subscribe(id);
    return { subscribed: true };
  }

  @Post(':id/digest/unsubscribe')
  @UseInterceptors(new FormRedirect('/users/:id'))
  async unsubscribe(@Param('id', ParseIntPipe) id: number): Promise<{ subscribed: boolean }> {
    await this.digests.unsubscribe(id);
    return { subscribed: false };
  }
}
