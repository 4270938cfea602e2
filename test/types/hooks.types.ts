import {
  BackgroundJob,
  GlobalJobHooks,
  JobsModule,
  UseJobHooks,
  type AppliedState,
  type CreatedJob,
  type Duration,
  type JobCreation,
  type JobEnd,
  type JobEnhancer,
  type JobEvents,
  type JobHooks,
  type JobHooksClass,
  type JobOutcome,
  type JobRequest,
  type StateElection,
  type StoredError,
} from 'nestfire';
import { expectTypeOf } from 'vitest';

@GlobalJobHooks({ order: 1 })
export class AllHooks implements JobHooks {
  constructor(readonly prefix: string) {}

  async onCreating(creation: JobCreation) {
    expectTypeOf(creation.args).toEqualTypeOf<unknown[]>();
    expectTypeOf(creation.delay).toEqualTypeOf<Duration | null>();
    creation.queue = 'slow';
    creation.at = new Date();
    creation.veto('not now');
    // @ts-expect-error the id is given
    creation.id = 'another';
  }

  onCreated(job: CreatedJob) {
    // @ts-expect-error it was written
    job.queue = 'slow';
  }

  onPerforming(job: JobRequest) {
    expectTypeOf(job.args).toEqualTypeOf<readonly unknown[]>();
  }

  onPerformed(_job: JobRequest, ended: JobEnd) {
    if (ended.kind === 'returned') {
      expectTypeOf(ended.result).toBeUnknown();
    } else {
      expectTypeOf(ended.error).toBeUnknown();
    }
  }

  onStateElection(election: StateElection) {
    expectTypeOf(election.candidate).toEqualTypeOf<JobOutcome>();
    election.succeed({ some: 'result' });
    election.fail('because');
    election.retry('5m', 'because');
    election.snooze(1_000);
    election.delete();
    // @ts-expect-error when?
    election.retry();
    // @ts-expect-error the candidate is replaced by a method
    election.candidate = { kind: 'succeeded' };
  }

  onStateApplied({ outcome, state }: AppliedState) {
    expectTypeOf(state).toExtend<string>();
    if (outcome.kind === 'deleted') {
      expectTypeOf(outcome.error).toEqualTypeOf<StoredError | null>();
    }
  }
}

@UseJobHooks(AllHooks)
export class Service {
  @UseJobHooks(AllHooks)
  @BackgroundJob({ enhancers: ['interceptors', 'pipes'] })
  run() {}

  // @ts-expect-error guards do not take part in jobs
  @BackgroundJob({ enhancers: ['guards'] })
  walk() {}
}

class Misfit {
  onCreating(_creation: string) {}
}
// @ts-expect-error a class, not an instance
UseJobHooks(new AllHooks('x'));
// @ts-expect-error a hook of another shape
UseJobHooks(Misfit);

JobsModule.forRoot({ hooks: [AllHooks], hookTimeout: '5s', enhancers: ['pipes'] });
JobsModule.forRootAsync({ useFactory: () => ({ hooks: [AllHooks] }) });
// @ts-expect-error a list
JobsModule.forRoot({ hooks: AllHooks });

expectTypeOf<typeof AllHooks>().toExtend<JobHooksClass>();
expectTypeOf<JobEnhancer>().toEqualTypeOf<'interceptors' | 'pipes'>();

export function deletions({ events$ }: JobEvents) {
  events$.subscribe((event) => {
    if (event.type === 'deleted') {
      expectTypeOf(event.reason).toBeString();
      expectTypeOf(event.error).toEqualTypeOf<StoredError | null>();
    }
  });
}
