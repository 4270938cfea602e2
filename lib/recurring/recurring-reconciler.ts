import { Inject, Injectable } from '@nestjs/common';
import { JobFactory } from '../creation/index.js';
import { RecurringRegistry } from '../discovery/index.js';
import { DuplicateRecurringJobError } from '../errors/index.js';
import { JobStore, type RecurringDefinition, type RecurringRow } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { toDefinition } from './definition.js';
import { created, declared } from './records.js';

/** Brings what is stored in line with what the code of this process declares. */
@Injectable()
export class RecurringReconciler {
  private readonly logger = new SafeLogger('NestfireRecurring');

  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    private readonly registry: RecurringRegistry,
    private readonly factory: JobFactory,
  ) {}

  /**
   * Adds and updates in one transaction; any number of processes may do it at once, and the same
   * code writes nothing the second time. What others declare is not touched, nor what somebody
   * has edited or paused.
   */
  async reconcile(): Promise<void> {
    const definitions = new Map(
      this.registry.all.map(({ id, type, cron, options }) => [
        id,
        toDefinition({ type, args: [] }, cron, options, this.factory),
      ]),
    );
    if (definitions.size === 0) {
      return;
    }
    const { save } = await this.store.changeRecurring({ ids: [...definitions.keys()] }, (rows, now) => {
      const stored = new Map(rows.map((row) => [row.id, row]));
      const changes = [...definitions].map(([id, definition]) => {
        const row = stored.get(id);
        if (row) {
          this.requireOwn(row, definition);
        }
        return row ? declared(row, definition, now) : created(id, 'code', definition, now);
      });
      return { save: changes.filter((change) => change !== null) };
    });
    if (save.length > 0) {
      this.logger.log(`Added or updated ${save.length} of ${definitions.size} recurring job(s) in code`);
    }
  }

  /** The same id for something else is a mistake, or a version that is on its way out. */
  private requireOwn(
    { id, source, orphaned, definition }: RecurringRow,
    { type }: RecurringDefinition,
  ): void {
    if (definition.type === type) {
      return;
    }
    if (source === 'runtime') {
      throw new DuplicateRecurringJobError(
        id,
        `run time, for ${definition.type}`,
        `@Recurring(), for ${type}`,
      );
    }
    if (!orphaned) {
      this.logger.warn(
        `The recurring job "${id}" ran ${definition.type} and now runs ${type}. ` +
          'If both are meant, in two applications on one set of tables, give one of them another id.',
      );
    }
  }
}
