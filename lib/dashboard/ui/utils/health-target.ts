import { formatQuery, type HealthProblem } from '../../api/index.js';
import type { PageTarget } from '../app/page-link.js';

/** The page on which the problem can be seen. */
export function healthTarget({ code, params }: HealthProblem): PageTarget | null {
  switch (code) {
    case 'queue_without_worker':
    case 'queue_paused':
    case 'queue_behind':
      return { page: 'queue', search: { name: String(params['queue']) } };
    case 'type_without_worker':
      return {
        page: 'jobs',
        search: { q: formatQuery({ types: [String(params['type'])] }), state: 'enqueued' },
      };
    case 'no_workers':
    case 'worker_stale':
    case 'event_loop_blocked':
      return { page: 'workers' };
    case 'recurring_late':
    case 'recurring_failed':
    case 'recurring_orphaned':
      return { page: 'recurringJob', search: { id: String(params['recurring']) } };
    case 'failures_rising':
      return { page: 'failures' };
    case 'clock_skew':
    case 'retention_behind':
      return null;
  }
}
