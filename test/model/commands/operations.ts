import * as fc from 'fast-check';
import type { JobFilter, NewOperation, OperationSlice } from '../../../lib/store/index.js';
import type { JobState } from '../../../lib/interfaces/index.js';
import { newId } from '../../../lib/utils/index.js';
import { latest, severalLatest, type Known } from '../model/known.js';
import { advance, isOpen } from '../model/operations.js';
import { BY_OPERATION } from '../model/tally.js';
import type { Action } from './action.js';
import { index, indexes, KNOWN_TYPES, queue } from './choices.js';
import { command, type Weighted } from './command.js';
import { action, describeAction, toAction } from './people.js';

const states = fc.uniqueArray(
  fc.constantFrom<JobState>(
    'enqueued',
    'throttled',
    'scheduled',
    'processing',
    'awaiting',
    'succeeded',
    'failed',
    'deleted',
  ),
  { minLength: 1, maxLength: 3 },
);

const filter = fc.record({
  by: fc.constantFrom('states', 'states', 'ids', 'batch', 'queue and type'),
  states,
  which: indexes(1, 6),
  queue,
  type: fc.constantFrom(...KNOWN_TYPES),
});
type FilterInput = typeof filter extends fc.Arbitrary<infer Input> ? Input : never;

/** What the application may do in a transaction of its own. */
export const operationStarts: Weighted[] = [
  command(2, 'start an operation', fc.record({ filter, action }), (input) => (known) => {
    const operation: NewOperation = {
      id: newId(),
      action: toAction(input.action),
      filter: toFilter(input.filter, known),
      reason: BY_OPERATION,
      actor: 'ada',
    };
    const { id, action: toDo, filter: meant } = operation;
    return {
      title: `operation ${id}: ${JSON.stringify(meant)} to ${describeAction(toDo)}`,
      perform: ({ store, manager }) => store.operations.start(operation, manager),
      predict(world) {
        const progress = {
          state: 'pending' as const,
          createdAt: { in: 0 },
          cursor: '',
          matched: 0,
          moved: 0,
        };
        world.operations.set(id, { id, action: toDo, filter: meant, ...progress });
      },
      learn: (learning) => learning.addOperation(id),
    };
  }),

  command(1, 'cancel an operation', index, (chosen) => ({ operations }) => {
    const id = latest(operations, chosen);
    return id
      ? {
          title: `cancel ${id}`,
          perform: ({ store, manager }) =>
            store.operations.cancel({ id, reason: 'a mistake', actor: 'ada' }, manager),
          predict(world) {
            const operation = world.operations.get(id)!;
            const wasOpen = isOpen(operation.state);
            operation.state = wasOpen ? 'cancelled' : operation.state;
            return wasOpen;
          },
        }
      : null;
  }),
];

export const operations: Weighted[] = [
  command(
    4,
    'a slice of an operation',
    fc.constantFrom(100, 2, 1),
    (limit) =>
      ({ operations: all }) =>
        all.length === 0
          ? null
          : ({
              title: `a slice of up to ${limit} jobs`,
              async perform({ cluster, store }) {
                // Their rest is over.
                for (const id of all) {
                  await cluster.set('operation', 'due_at = 1', id, 'due_at > 1');
                }
                return store.operations.advance(limit);
              },
              predict: (world, answer) => advance(world, limit, answer),
            } as Action<OperationSlice | null> as Action),
  ),
];

function toFilter({ by, states: its, which, queue: name, type }: FilterInput, known: Known): JobFilter {
  switch (by) {
    case 'states':
      return { states: its };
    case 'ids':
      return { ids: severalLatest(known.jobs, which, 12) };
    case 'batch':
      return { batchIds: severalLatest(known.batches, which.slice(0, 2)), states: its };
    default:
      return { queues: [name], types: [type] };
  }
}
