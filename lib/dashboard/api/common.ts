/** A moment in UTC, as `Date.toISOString()` writes it. */
export type IsoTime = string;

/** A number that stops counting at a cap: `{ value: 10000, capped: true }` reads "10,000 or more". */
export interface Count {
  value: number;
  capped: boolean;
}

/** A page of a list. */
export interface List<Item> {
  items: Item[];
  /** The `cursor` of the next page; `null` on the last one. */
  nextCursor: string | null;
  /** Of the whole list; `null` when it is not counted: on later pages, and where counting would take too long. */
  count: Count | null;
}

/** What every list takes. */
export interface PageQuery {
  cursor?: string;
  /** 1 to 200, default 50. */
  limit?: number;
}

/** What every action takes. */
export interface ActionBody {
  /** Why; kept in the job's history and in the audit. Up to 1000 characters. */
  reason?: string;
}

/** Middle and tail of a distribution, in ms; `samples` says how much they are worth. */
export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
  samples: number;
}

/** What a pause or a limit is about. */
export interface Target {
  kind: 'queue' | 'type';
  name: string;
}

/** A worker, as others mention it. `name` is `null` when it is gone. */
export interface WorkerReference {
  id: string;
  name: string | null;
}
