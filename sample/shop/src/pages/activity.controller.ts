import { Controller, Get, Header, NotFoundException, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { JOB_STATES, JobMonitor, type JobStatistics, type JobSummary } from 'nestfire';
import { html, type Html } from '../common/html.js';
import { jobStory } from './job-story.js';
import { page, table, time } from './layout.js';

@Controller('activity')
export class ActivityController {
  constructor(private readonly monitor: JobMonitor) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async list(@Query('live') live?: string): Promise<string> {
    const { jobs } = await this.monitor.list({}, { limit: 50 });
    const statistics = await this.monitor.statistics();
    return page({
      title: 'Activity',
      path: '/activity',
      refresh: live === undefined ? undefined : 2,
      content: html`<p>
          The last 50 jobs, newest first. ${summary(statistics)} ${liveLink(live !== undefined)}
        </p>
        ${jobs.length > 0 ? jobTable(jobs) : html`<p>There are no jobs yet: <a href="/">sign up or order</a>.</p>`}`,
    });
  }

  @Get(':id')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async show(@Param('id', ParseUUIDPipe) id: string): Promise<string> {
    const job = await this.monitor.get(id);
    if (!job) {
      throw new NotFoundException(`There is no job ${id} (any more)`);
    }
    return page({ title: job.type, content: jobStory(job) });
  }
}

function summary({ states }: JobStatistics): string {
  const counts = JOB_STATES.filter((state) => states[state].value > 0).map(
    (state) => `${states[state].value}${states[state].capped ? ' or more' : ''} ${state}`,
  );
  return counts.length > 0 ? `In all: ${counts.join(', ')}.` : '';
}

function liveLink(isLive: boolean): Html {
  return isLive
    ? html`<a href="/activity">Stop following</a>`
    : html`<a href="/activity?live">Follow live</a>`;
}

function jobTable(jobs: JobSummary[]): Html {
  const rows = jobs.map(
    (job) =>
      html`<tr>
        <td><a href="/activity/${job.id}">${job.type}</a></td>
        <td class="state ${job.state}">${job.state}</td>
        <td>${job.attempt}</td>
        <td>${job.progress === null ? '' : `${Math.round(job.progress * 100)} %`}</td>
        <td>${job.tags.join(', ')}</td>
        <td>${time(job.runAt)}</td>
        <td>${job.error ?? ''}</td>
      </tr>`,
  );
  return table('Jobs', ['Job', 'State', 'Attempt', 'Progress', 'Tags', 'Due', 'Last error'], rows);
}
