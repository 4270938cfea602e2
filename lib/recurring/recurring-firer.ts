import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { JobWriter } from '../creation/index.js';
import { JobRegistry, RecurringRegistry } from '../discovery/index.js';
import { JobEvents } from '../events/index.js';
import { JobStore, type RecurringRow, type RecurringScope } from '../store/index.js';
import { describeError, SafeLogger } from '../utils/index.js';
import { fail, failUnserved, fire, MAX_FAILURES, type Firing, type FiringNote } from './fire.js';

/** Fired in one transaction, at most: on SQLite nothing else runs meanwhile. */
const BATCH = 250;
/** Batches in a row, at most: then others have their turn. */
const TURNS = 4;

/**
 * Creates the jobs of the occurrences that are due. Every worker does it at once, for what its own
 * code can run; the store sees to it that each occurrence is fired by one of them.
 */
@Injectable()
export class RecurringFirer {
  private readonly logger = new SafeLogger('NestfireRecurring');

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly jobs: JobRegistry,
    private readonly recurring: RecurringRegistry,
    private readonly writer: JobWriter,
    private readonly events: JobEvents,
  ) {}

  /** What this process may fire. */
  get scope(): RecurringScope {
    return { declared: this.recurring.ids, types: this.jobs.types };
  }

  /** Returns whether there may be more. */
  async fireDue(): Promise<boolean> {
    for (let turn = 0; turn < TURNS; turn++) {
      if (!(await this.fireBatch())) {
        return false;
      }
      await nextTurn();
    }
    return true;
  }

  /** Recurring jobs whose type nobody has known for `after` ms would wait without a word. */
  async failUnserved(after: number): Promise<void> {
    this.report(await this.store.changeRecurring({ unserved: { after }, limit: BATCH }, failUnserved));
  }

  /** Returns whether there may be more. */
  private async fireBatch(limit = BATCH): Promise<boolean> {
    let taken: RecurringRow[] = [];
    try {
      const firing = await this.store.changeRecurring({ due: this.scope, limit }, (rows, now) => {
        taken = rows;
        return fire(rows, now);
      });
      this.report(firing);
      return taken.length === limit;
    } catch (error) {
      if (!this.store.isRefusal(error) || taken.length === 0) {
        throw error;
      }
      // One of them cannot be written; one by one, it is known which.
      if (taken.length === 1) {
        await this.failRefused(taken[0]!, error);
      } else {
        for (const _ of taken) {
          await this.fireBatch(1);
        }
      }
      return true;
    }
  }

  private async failRefused({ id, progress }: RecurringRow, error: unknown): Promise<void> {
    const firing = await this.store.changeRecurring({ ids: [id] }, (rows, now) => {
      const unchanged = rows.filter((row) => row.progress.dueAt === progress.dueAt);
      return fail(unchanged, now, `The database refused its job: ${describeError(error)}`);
    });
    this.report(firing);
  }

  private report({ jobs, notes }: Firing): void {
    this.writer.announce(jobs);
    notes.forEach((note) => this.tell(note));
  }

  private tell(note: FiringNote): void {
    const { id, definition } = note.row;
    const about = { recurringId: id, jobType: definition.type, queue: definition.queue };
    switch (note.kind) {
      case 'skipped':
        this.logger.debug(
          `Recurring job "${id}" skipped ${note.occurrences.length} occurrence(s): the previous job is unfinished`,
        );
        this.events.emitRecurring('skipped', () => ({
          ...about,
          occurrences: note.occurrences.map((at) => new Date(at)),
        }));
        break;
      case 'dropped':
        this.logger.warn(
          `Recurring job "${id}" has missed more occurrences than misfire: { strict: ${definition.misfireLimit} } ` +
            `makes up for; those from ${iso(note.from)} until ${iso(note.until)} are left out`,
        );
        this.events.emitRecurring('dropped', () => ({
          ...about,
          from: new Date(note.from),
          until: new Date(note.until),
        }));
        break;
      case 'failed': {
        const isFinal = note.failures >= MAX_FAILURES;
        const what = `An occurrence of the recurring job "${id}" could not be created (${note.failures} of ${MAX_FAILURES}): ${note.error}`;
        if (isFinal) {
          this.logger.error(`${what}. It does not fire any more until it is changed or resumed.`);
        } else {
          this.logger.warn(what);
        }
        const { error, failures } = note;
        this.events.emitRecurring('failed', () => ({ ...about, error, failures, final: isFinal }));
      }
    }
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
