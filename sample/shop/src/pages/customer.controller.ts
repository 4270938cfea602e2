import { Controller, Get, Header, NotFoundException, Param, ParseIntPipe } from '@nestjs/common';
import { html } from '../common/html.js';
import { DigestSubscriptions } from '../digests/digest-subscriptions.js';
import { UsersService } from '../users/users.service.js';
import { digestForm } from './forms.js';
import { page } from './layout.js';

@Controller('users')
export class CustomerController {
  constructor(
    private readonly users: UsersService,
    private readonly digests: DigestSubscriptions,
  ) {}

  @Get(':id')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async show(@Param('id', ParseIntPipe) id: number): Promise<string> {
    const user = await this.users.find(id);
    if (!user) {
      throw new NotFoundException(`There is no user ${id}`);
    }
    return page({
      title: user.name,
      content: html`<p>${user.email}</p>
        ${digestForm(user, await this.digests.isSubscribed(id))}`,
    });
  }
}
