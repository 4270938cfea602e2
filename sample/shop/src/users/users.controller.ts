import { Body, Controller, Post, UseInterceptors } from '@nestjs/common';
import { FormRedirect } from '../common/form-redirect.interceptor.js';
import { readSignUp } from './sign-up.js';
import type { User } from './user.entity.js';
import { UsersService } from './users.service.js';

@Controller('users')
@UseInterceptors(FormRedirect)
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  signUp(@Body() body: unknown): Promise<User> {
    return this.users.signUp(readSignUp(body));
  }
}
