import type { RecurringJobSummary } from 'nestfire';
import { html, type Html } from '../common/html.js';
import { table, time } from './layout.js';

export function recurringTable(jobs: RecurringJobSummary[]): Html {
  const columns = ['Id', 'Schedule', 'Next', 'Last', 'Status', 'Actions'];
  return table('Recurring jobs', columns, jobs.map(row));
}

function row(job: RecurringJobSummary): Html {
  return html`<tr>
    <td>${job.id}</td>
    <td class="line"><code>${job.cron}</code><br />${job.timeZone}</td>
    <td>${job.nextAt ? time(job.nextAt) : ''}</td>
    <td>${job.lastAt ? time(job.lastAt) : 'never'}<br />${lastJob(job)}</td>
    <td><span class="state ${job.status}">${job.status}</span> ${job.error ?? job.pausedReason ?? ''}</td>
    <td><div class="actions">${button(job, 'trigger', 'Run now')} ${startOrStop(job)}</div></td>
  </tr>`;
}

function lastJob({ lastJobId, lastState }: RecurringJobSummary): Html | string {
  return lastJobId !== null && lastState !== null
    ? html`<a class="state ${lastState}" href="/activity/${lastJobId}">${lastState}</a>`
    : '';
}

/** One that has failed too often goes on when it is resumed, too. */
function startOrStop(job: RecurringJobSummary): Html {
  return job.status === 'paused' || job.status === 'failed'
    ? button(job, 'resume', 'Resume')
    : button(job, 'pause', 'Pause');
}

function button({ id }: RecurringJobSummary, action: string, label: string): Html {
  return html`<form method="post" action="/recurring/${encodeURIComponent(id)}/${action}">
    <button aria-label="${label}: ${id}">${label}</button>
  </form>`;
}
