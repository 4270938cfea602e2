import type { JobHooks } from '../interfaces/index.js';

/** A hook that was made. */
export interface Hook {
  /** Its class, for messages. */
  name: string;
  instance: JobHooks;
}

/** The hooks of one job type: for each moment those that have something to do then, in the order of their calls. */
export class HookChain {
  readonly creating: Hook[];
  readonly created: Hook[];
  /** Those with `onPerforming` or `onPerformed`, the outermost first. */
  readonly around: Hook[];
  readonly electing: Hook[];
  readonly applied: Hook[];

  constructor(hooks: Hook[]) {
    const having = (method: keyof JobHooks) => hooks.filter(({ instance }) => instance[method]);
    this.creating = having('onCreating');
    this.created = having('onCreated').toReversed();
    this.around = hooks.filter(({ instance }) => instance.onPerforming ?? instance.onPerformed);
    this.electing = having('onStateElection');
    this.applied = having('onStateApplied').toReversed();
  }

  /** Whether any of them has to do with the making of jobs. */
  get isOfCreation(): boolean {
    return this.creating.length + this.created.length > 0;
  }
}
