import { Inject, Injectable } from '@nestjs/common';
import { JobFactory } from '../creation/index.js';
import { RecurringRegistry } from '../discovery/index.js';
import { JobStore } from '../store/index.js';
import { SafeLogger } from '../utils/index.js';
import { toDefinition } from './definition.js';
import { created, declared } from './records.js';

/** Brings what is stored in line with what the code of this process declares. */
@Injectable()
export class RecurringDeclarations {
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
        return row ? declared(row, definition, now) : created(id, 'code', definition, now);
      });
      return { save: changes.filter((change) => change !== null) };
    });
    if (save.length > 0) {
      this.logger.log(`Added or updated ${save.length} of ${definitions.size} recurring job(s) in code`);
    }
  }
}
