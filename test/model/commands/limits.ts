import * as fc from 'fast-check';
import { controlId, type Admitted, type Control } from '../../../lib/store/index.js';
import { CONTROLS, GATE_NAMES, GATES, WINDOW } from '../model/gates.js';
import { admit, sendBack } from '../model/limits.js';
import type { Action } from './action.js';
import { HOUR, keep } from './choices.js';
import { command, type Weighted } from './command.js';

const request = fc.record({
  /** Only some gates, or every one. */
  gates: fc.array(fc.constantFrom(...GATE_NAMES), { maxLength: 2 }),
  sweep: fc.constantFrom(100, 100, 100, 2, 0),
  limit: fc.constantFrom(100, 100, 2, 1),
  isFirst: fc.boolean(),
  keep,
});

const concurrency = fc.constantFrom(null, 1, 2);
const starts = fc.constantFrom(null, 1, 2);
const isKeyed = false;
const toRate = (limit: number | null) => limit && { limit, per: WINDOW, mode: 'burst' as const };

/** What becomes of a control. */
const change = fc.oneof(
  fc.record({
    declared: fc.record(
      {
        concurrency: concurrency.map((limit) => limit && { limit, isKeyed }),
        rate: starts.map((limit) => limit && { ...(toRate(limit) as object), isKeyed }),
        overlap: fc.constantFrom('wait' as const, 'wait' as const, 'skip' as const),
      },
      { noNullPrototype: true },
    ),
  }),
  fc.record({
    override: fc.oneof(
      fc.constant(null),
      concurrency.map((limit) => ({ concurrency: limit })),
      starts.map((limit) => ({ rate: toRate(limit) })),
    ),
  }),
  fc.record({
    /** Until so many ms from now, for good, or not any more. */
    pause: fc.constantFrom('resumed' as const, 'resumed' as const, null, 10 * HOUR, -HOUR),
  }),
) as fc.Arbitrary<Partial<Pick<Control, 'declared' | 'override'>> & { pause?: 'resumed' | number | null }>;

export const limits: Weighted[] = [
  command(12, 'admit', request, ({ gates, isFirst, keep: kept, ...rest }) => (known) => {
    const after = isFirst ? null : known.after;
    const asked = {
      ...rest,
      gates: gates.map((name) => GATES[name].id),
      after,
      keep: { fallback: kept, types: {} },
    };
    return {
      title: `let up to ${rest.limit} through, at ${[...gates, `${rest.sweep} more gates`].join(', ')}${after === null ? '' : ` after ${after}`}`,
      async perform({ store }) {
        const { queues, skipped, ...admitted } = await store.limits.admit(asked);
        return { ...admitted, queues: queues.toSorted(), skipped: skipped.toSorted() };
      },
      predict: (world, answer) => admit(world, asked, answer),
      learn(learning, { count, skipped, after: next }) {
        learning.after = next;
        learning.tally.fail(skipped);
        learning.passage.admit(count);
      },
    } as Action<Admitted> as Action;
  }),

  command(
    4,
    'change a limit',
    fc.record({ id: fc.constantFrom(...CONTROLS.map(controlId)), change }),
    ({ id, change: { pause, ...values } }) =>
      () => {
        const changes: Partial<Control> = { ...values };
        if (pause !== undefined) {
          const until = typeof pause === 'number' ? Date.now() + pause : null;
          changes.pause = pause === 'resumed' ? null : { at: 1, until, reason: 'broken', actor: 'ada' };
        }
        return {
          title: `change ${id}: ${JSON.stringify(changes)}`,
          perform: ({ store }) => store.limits.change([id], ([control]) => [{ ...control!, ...changes }]),
          predict(world) {
            const before = world.controls.get(id)!;
            const changed = { ...before, ...changes };
            world.controls.set(id, changed);
            sendBack(world, before, changed);
            return [changed];
          },
          learn: (known, answer) => known.passage.change(answer),
        } as Action<Control[]> as Action;
      },
  ),
];
