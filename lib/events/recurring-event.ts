interface RecurringEventBase {
  recurringId: string;
  jobType: string;
  queue: string;
}

/** Something that happened when a recurring job was due, beside its job being created. */
export type RecurringEvent =
  /** The previous job is unfinished, and the policy says `overlap: 'skip'`. */
  | (RecurringEventBase & { type: 'skipped'; occurrences: Date[] })
  /** More was missed than `misfire: 'strict'` makes up for: what was due from `from` and before `until` is left out. */
  | (RecurringEventBase & { type: 'dropped'; from: Date; until: Date })
  /** The job could not be created; `final`: it was the last try. */
  | (RecurringEventBase & { type: 'failed'; error: string; failures: number; final: boolean });

export type RecurringEventType = RecurringEvent['type'];
