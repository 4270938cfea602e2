import type { JobDetails } from 'nestfire';
import { html, type Html } from '../common/html.js';
import { table, time } from './layout.js';

/** One job: what it was called with, what came of it, and what happened on the way. */
export function jobStory(job: JobDetails): Html {
  return html`<dl>
      <dt>State</dt>
      <dd class="state ${job.state}">${job.state}</dd>
      <dt>Attempt</dt>
      <dd>${job.attempt}</dd>
      <dt>Arguments</dt>
      <dd>${job.unreadable ?? JSON.stringify(job.args)}</dd>
      <dt>Result</dt>
      <dd>${JSON.stringify(job.result) ?? 'none'}</dd>
      <dt>Created</dt>
      <dd>${time(job.createdAt)}</dd>
      <dt>Due</dt>
      <dd>${time(job.runAt)}</dd>
      <dt>Finished</dt>
      <dd>${job.finishedAt ? time(job.finishedAt) : 'not yet'}</dd>
    </dl>
    <h2>History</h2>
    ${historyOf(job)}
    <h2>Log</h2>
    ${logOf(job)}`;
}

function historyOf({ history }: JobDetails): Html {
  if (history.length === 0) {
    return html`<p>Nothing went wrong.</p>`;
  }
  const rows = history.map(
    ({ at, attempt, state, reason, error }) =>
      html`<tr>
        <td>${time(at)}</td>
        <td>${attempt}</td>
        <td class="state ${state}">${state}</td>
        <td>${reason ?? ''}</td>
        <td>${error ? `${error.name}: ${error.message}` : ''}</td>
      </tr>`,
  );
  return table('History', ['When', 'Attempt', 'Went to', 'Reason', 'Error'], rows);
}

function logOf({ log }: JobDetails): Html {
  if (log.length === 0) {
    return html`<p>The job has not logged anything.</p>`;
  }
  const rows = log.map(
    ({ at, attempt, level, message }) =>
      html`<tr>
        <td>${time(at)}</td>
        <td>${attempt}</td>
        <td>${level}</td>
        <td>${message}</td>
      </tr>`,
  );
  return table('Log', ['When', 'Attempt', 'Level', 'Message'], rows);
}
