import type { InjectionToken, OptionalFactoryDependency } from '@nestjs/common';
import type { Duration } from '../utils/duration.js';
import type { JobActionOptions } from './job-options.interface.js';
import type { EntityManager } from 'typeorm';

/**
 * What happens to occurrences that nobody was there to fire.
 *
 * - `'relaxed'` (default): one job for everything missed, for the latest occurrence.
 * - `'strict'`: one job for each, the latest 100 at most; `{ strict: n }` sets another limit, from 1 to 1000.
 * - `'ignorable'`: none, unless the latest is barely late: 15 seconds, or `{ ignorable: '1m' }`.
 */
export type MisfirePolicy = 'relaxed' | 'strict' | 'ignorable' | { strict: number } | { ignorable: Duration };

/**
 * What happens when an occurrence comes while the job of the previous one is unfinished: `'allow'`
 * (default) creates one more, `'skip'` does without.
 */
export type OverlapPolicy = 'allow' | 'skip';

/** What every recurring job can say about itself beside its cron expression. */
interface CommonRecurringOptions {
  /** IANA name of the zone in whose time the expression is read. Default `'UTC'`. */
  timeZone?: string;
  /** Default `'relaxed'`. */
  misfire?: MisfirePolicy;
  /** Default `'allow'`. */
  overlap?: OverlapPolicy;
  /** Queue of its jobs. Default: the job type's. */
  queue?: string;
  /** Priority of its jobs. Default: the job type's. */
  priority?: number;
  /** Each job is due up to this much later, at random. Default: none. */
  jitter?: Duration;
  /** `false`: it is listed and can be triggered, and does not fire. Default `true`. */
  enabled?: boolean;
}

/** Options of `@Recurring()`. */
export interface RecurringOptions extends CommonRecurringOptions {
  /** 1 to 200 characters, unique among all applications that share the tables. Default: the job type. */
  id?: string;
}

/** Options of `jobs.recurring.addOrUpdate()`. */
export interface AddRecurringOptions extends CommonRecurringOptions {
  /** 5 or 6 fields (seconds first), a macro like `'@daily'`, or `'never'`. */
  cron: string;
  /** Write through this manager: the change commits or rolls back with the caller's transaction. */
  manager?: EntityManager;
}

/** A cron expression that is only known at start-up, e.g. from configuration. */
export interface CronFactory {
  /** Providers given to the factory, as in Nest's `useFactory`. */
  inject?: (InjectionToken | OptionalFactoryDependency)[];
  /** `null` or `'-'`: the recurring job does not fire. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the arguments are what `inject` names
  useFactory: (...dependencies: any[]) => string | null | undefined | Promise<string | null | undefined>;
}

/** 5 or 6 fields (seconds first), a macro like `'@daily'`, `'never'`, or where to get it from. */
export type CronSource = string | null | CronFactory;

/** Options of `trigger()`, `resume()`, `reset()` and `remove()` of `jobs.recurring`. */
export interface RecurringActionOptions {
  /** Act through this manager: the change commits or rolls back with the caller's transaction. */
  manager?: EntityManager;
}

/** What `jobs.recurring.change()` changes: what is left out stays as it is. */
export interface RecurringChange {
  cron?: string;
  timeZone?: string;
  queue?: string;
  priority?: number;
  enabled?: boolean;
}

/** Options of `jobs.recurring.pause()`; reason and actor are shown with the recurring job while it is paused. */
export interface PauseOptions extends JobActionOptions {
  /** When it goes on by itself: a moment, or a duration from now. Default: when `resume()` is called. */
  until?: Date | Duration;
}
