import {
  BadRequestException,
  ConflictException,
  Controller,
  Get,
  Header,
  NotFoundException,
  Param,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
import { JobScheduler, JobsOptionsError, RecurringJobNotFoundError } from 'nestfire';
import { FormRedirect } from '../common/form-redirect.interceptor.js';
import { html } from '../common/html.js';
import { page } from './layout.js';
import { recurringTable } from './recurring-table.js';

@Controller('recurring')
@UseInterceptors(new FormRedirect('/recurring'))
export class RecurringController {
  constructor(private readonly jobs: JobScheduler) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async list(@Query('after') after?: string): Promise<string> {
    const { jobs, next } = await this.jobs.recurring.list({ limit: 50, cursor: after }).catch(refuse);
    return page({
      title: 'Recurring jobs',
      path: '/recurring',
      content: html`<p>What the shop does by itself again and again, and what came of it the last time.</p>
        ${recurringTable(jobs)}
        ${next === null ? '' : html`<p><a href="/recurring?after=${encodeURIComponent(next)}">More</a></p>`}`,
    });
  }

  @Post(':id/trigger')
  async trigger(@Param('id') id: string): Promise<{ jobId: string }> {
    const job = await this.jobs.recurring.trigger(id).catch(refuse);
    if (!job) {
      throw new ConflictException(`${id} is running already`);
    }
    return { jobId: job.id };
  }

  @Post(':id/pause')
  async pause(@Param('id') id: string): Promise<void> {
    await this.jobs.recurring.pause(id, { reason: 'Paused on the page of recurring jobs' }).catch(refuse);
  }

  @Post(':id/resume')
  async resume(@Param('id') id: string): Promise<void> {
    await this.jobs.recurring.resume(id).catch(refuse);
  }
}

/** What is wrong with the id that somebody asked for. */
function refuse(error: unknown): never {
  if (error instanceof RecurringJobNotFoundError) {
    throw new NotFoundException(error.message);
  }
  throw error instanceof JobsOptionsError ? new BadRequestException(error.message) : error;
}
