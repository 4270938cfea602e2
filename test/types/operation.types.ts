import type {
  JobAction,
  JobFilter,
  JobHandle,
  JobScheduler,
  OperationHandle,
  OperationInfo,
  OperationPage,
} from 'nestfire';
import type { EntityManager } from 'typeorm';
import { expectTypeOf } from 'vitest';

export async function starting(jobs: JobScheduler, manager: EntityManager, filter: JobFilter) {
  const handle = await jobs.deleteAll({ states: ['failed'], excludeIds: ['a'] }, { reason: 'old', manager });
  expectTypeOf(handle).toEqualTypeOf<OperationHandle>();
  await jobs.deleteAll({});
  await jobs.requeueAll(filter, { actor: 'ayla' });
  await jobs.rescheduleAll(filter, '1h');
  await jobs.rescheduleAll(filter, new Date(), { manager });
  await jobs.moveAllToQueue(filter, 'slow');

  // @ts-expect-error every job must be asked for
  await jobs.deleteAll();
  // @ts-expect-error an unknown state
  await jobs.deleteAll({ states: ['lost'] });
  // @ts-expect-error an unknown option
  await jobs.requeueAll({}, { limit: 5 });
  // @ts-expect-error no time
  await jobs.rescheduleAll({});
  // @ts-expect-error no queue
  await jobs.moveAllToQueue({});
}

export async function watching(jobs: JobScheduler, handle: OperationHandle) {
  expectTypeOf(await handle.info()).toEqualTypeOf<OperationInfo | null>();
  expectTypeOf(await handle.finished({ timeout: '5m' })).toEqualTypeOf<OperationInfo>();
  expectTypeOf(await handle.cancel({ reason: 'a mistake' })).toBeBoolean();
  expectTypeOf(await jobs.operations.list({ limit: 10 })).toEqualTypeOf<OperationPage>();
  expectTypeOf(await jobs.operations.get(handle)).toEqualTypeOf<OperationInfo | null>();
  expectTypeOf(await jobs.operations.cancel(handle.id)).toBeBoolean();
  expectTypeOf(jobs.operations.handle(handle.id)).toEqualTypeOf<OperationHandle>();
}

export function describeAction(action: JobAction): string {
  switch (action.to) {
    case 'scheduled':
      return `${action.at ?? action.delay}`;
    case 'queue':
      return action.queue;
    case 'enqueued':
    case 'deleted':
      return action.to;
  }
}

export async function moving(jobs: JobScheduler, handle: JobHandle<number>) {
  expectTypeOf(await handle.moveToQueue('slow', { actor: 'ayla' })).toBeBoolean();
  await jobs.moveToQueue(handle.id, 'slow');
  // @ts-expect-error which queue
  await handle.moveToQueue();
}
