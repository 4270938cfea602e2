import type { Count, IsoTime } from './common.js';
import type { ErrorView } from './job.js';
import type { JobRow } from './jobs.js';
import type { Range } from './series.js';

/** Failures are counted for a week. */
export const FAILURE_RANGES = ['1h', '3h', '24h', '7d'] as const satisfies Range[];
export type FailureRange = (typeof FAILURE_RANGES)[number];

export interface FailuresQuery {
  /** Which groups. Default `24h`. */
  range?: FailureRange;
  /** Default `error`. */
  by?: 'error' | 'type';
  /** Only groups of this type. */
  type?: string;
}

/** How often, within the last so many hours and days. */
export interface FailureCounts {
  h1: number;
  h3: number;
  h24: number;
  d7: number;
}

/** Failures that are the same but for numbers and ids. */
export interface FailureGroup {
  fingerprint: string;
  name: string;
  /** Of the last one. */
  message: string;
  types: string[];
  counts: FailureCounts;
  /** Failures in equal parts of the range, oldest first. */
  trend: number[];
  firstAt: IsoTime;
  lastAt: IsoTime;
  /** It was not there before the range. */
  isNew: boolean;
  lastJobId: string | null;
}

/** Failures of one job type. */
export interface FailingType {
  type: string;
  counts: FailureCounts;
  trend: number[];
  /** Failed attempts among all that ended in the range, from 0 to 1; `null` when it is not known. */
  failedShare: number | null;
  groups: number;
}

export interface FailuresResponse {
  at: IsoTime;
  range: FailureRange;
  /** How long one part of a trend is. */
  stepMs: number;
  groups: FailureGroup[];
  types: FailingType[];
}

/** Retry the whole group with the query `fingerprint:… state:failed`. */
export interface FailureDetail {
  at: IsoTime;
  group: FailureGroup;
  stepMs: number;
  /** The last one; `null` when no job of the group is kept any more. */
  error: ErrorView | null;
  /** Jobs of the group that are failed now. */
  failed: Count | null;
  jobs: JobRow[];
}
