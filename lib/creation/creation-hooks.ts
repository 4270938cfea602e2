import { Inject, Injectable } from '@nestjs/common';
import { JobRegistry, type JobType } from '../discovery/index.js';
import { JobHookError, JobVetoedError } from '../errors/index.js';
import { HookRegistry, HookRunner, type Hook, type HookChain } from '../hooks/index.js';
import { RESOLVED_OPTIONS, type ResolvedJobsOptions } from '../jobs.options.js';
import type { NewJob } from '../store/index.js';
import { describeError, SafeLogger, within } from '../utils/index.js';
import { JobDraft } from './job-draft.js';

/** What else follows from the arguments of a job, and from its queue. */
type Remake = (args: unknown[], queue: string) => Pick<NewJob, 'args' | 'unique' | 'gate'>;

/** A job with hooks, until it is written. */
interface Watched {
  type: JobType;
  remake: Remake;
}

/**
 * Calls the hooks around the making of jobs. One that fails or vetoes before it makes all of what is
 * being written fail; one that fails afterwards is logged.
 */
@Injectable()
export class CreationHooks {
  private readonly logger = new SafeLogger('NestfireHooks');
  private readonly watched = new WeakMap<NewJob, Watched>();
  /** Chains of job types that this process has no code for, and of which it knows the class. */
  private readonly foreign = new Map<string, Promise<HookChain | undefined>>();
  private readonly telling = new Set<Promise<void>>();
  private hasWatched = false;

  constructor(
    @Inject(RESOLVED_OPTIONS) private readonly options: ResolvedJobsOptions,
    private readonly handlers: JobRegistry,
    private readonly registry: HookRegistry,
    private readonly runner: HookRunner,
  ) {}

  /** Whether no job has had hooks so far: then there is nothing to look up and to wait for. */
  get isIdle(): boolean {
    return !this.hasWatched;
  }

  /** Whether there are hooks around the making of such jobs, or may be. */
  concern(type: JobType): boolean {
    const handler = this.handlers.find(type.name);
    if (!handler && type.hooks) {
      return true;
    }
    return (handler ? handler.chain : this.registry.global)?.isOfCreation === true;
  }

  watch(job: NewJob, type: JobType, remake: Remake): void {
    this.hasWatched = true;
    this.watched.set(job, { type, remake });
  }

  /**
   * Lets hooks change jobs before they are written, one job after the other.
   * @throws {JobVetoedError}
   * @throws {JobHookError}
   */
  async creating(jobs: NewJob[]): Promise<void> {
    for (const job of jobs) {
      const watched = this.watched.get(job);
      const chain = watched && (await this.chainOf(watched.type));
      if (watched && chain && chain.creating.length > 0) {
        await this.create(job, chain.creating, watched.remake);
      }
    }
  }

  /** Tells hooks of jobs that were written, for which nobody waits. */
  created(jobs: NewJob[]): void {
    if (this.isIdle) {
      return;
    }
    const told = this.tell(jobs)
      .catch((error) => this.logger.error(`Could not tell hooks of new jobs: ${describeError(error)}`))
      .finally(() => this.telling.delete(told));
    this.telling.add(told);
  }

  /** Waits for hooks that are being told, but no longer than one may take. */
  async drain(): Promise<void> {
    await within(this.options.hookTimeout, Promise.all(this.telling));
  }

  private async create(job: NewJob, hooks: Hook[], remake: Remake): Promise<void> {
    const draft = new JobDraft(job, this.argsOf(job));
    for (const hook of hooks) {
      await this.runner.call(hook, 'onCreating', job.type, draft);
      if (draft.vetoed !== undefined) {
        throw new JobVetoedError(hook.name, job.type, draft.vetoed);
      }
      try {
        const placement = draft.placement();
        Object.assign(job, placement, remake(draft.args, placement.queue));
      } catch (cause) {
        const what = `made it one that cannot be written: ${describeError(cause)}`;
        throw new JobHookError(`${hook.name}.onCreating`, job.type, what, { cause });
      }
    }
  }

  private async tell(jobs: NewJob[]): Promise<void> {
    for (const job of jobs) {
      const watched = this.watched.get(job);
      const chain = watched && (await this.chainOf(watched.type));
      for (const hook of chain?.created ?? []) {
        await this.runner.tell(hook, 'onCreated', job.type, new JobDraft(job, this.argsOf(job)));
      }
    }
  }

  /** As the job will get them, so that nothing a hook does to them reaches the caller's objects. */
  private argsOf(job: NewJob): unknown[] {
    return this.options.serializer.deserialize(job.args) as unknown[];
  }

  private chainOf({ name, hooks = [] }: JobType): HookChain | undefined | Promise<HookChain | undefined> {
    const handler = this.handlers.find(name);
    if (handler) {
      return handler.chain;
    }
    let chain = this.foreign.get(name);
    if (!chain) {
      chain = this.registry.chain(hooks);
      this.foreign.set(name, chain);
    }
    return chain;
  }
}
