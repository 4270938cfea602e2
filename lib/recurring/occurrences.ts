import { JobsOptionsError } from '../errors/index.js';
import type { CronSchedule } from '../cron/index.js';
import type { RecurringDefinition } from '../store/index.js';
import { describeValue } from '../utils/index.js';

/** What an occurrence that is due comes to, by the misfire policy. Times are epoch ms. */
export interface DueOccurrences {
  /** Those to create a job for. */
  fired: number[];
  /** The first one to come; `null` when there is none. */
  next: number | null;
  /** What `strict` left out: from the first that was missed, up to but not including the first that fires. */
  dropped: { from: number; until: number } | null;
}

/** Jobs at most that one recurring job creates at once, whatever its row says. */
const MAX_STRICT = 1_000;

/** `first` is the stored time of the next occurrence, which has come by `now`. */
export function dueOccurrences(
  schedule: CronSchedule,
  { misfire, misfireLimit }: Pick<RecurringDefinition, 'misfire' | 'misfireLimit'>,
  first: number,
  now: number,
): DueOccurrences {
  const second = schedule.next(first);
  const isOnTime = second === null || second > now;
  const next = isOnTime ? second : schedule.next(now);
  const latest = (limit: number) => {
    if (isOnTime) {
      return [first];
    }
    const occurrences = schedule.latest(first - 1, now, limit);
    // The time was announced: it happens, also if time zone rules have changed since.
    return occurrences.length > 0 ? occurrences : [first];
  };

  switch (misfire) {
    case 'relaxed':
      return { fired: latest(1), next, dropped: null };
    case 'ignorable':
      return { fired: latest(1).filter((at) => now - at <= (misfireLimit ?? 0)), next, dropped: null };
    case 'strict': {
      const fired = latest(Math.min(Math.max(misfireLimit ?? 1, 1), MAX_STRICT));
      const until = fired[0]!;
      return { fired, next, dropped: until > first ? { from: first, until } : null };
    }
    default:
      throw new JobsOptionsError(
        `misfire must be relaxed, strict or ignorable (got ${describeValue(misfire)})`,
      );
  }
}
