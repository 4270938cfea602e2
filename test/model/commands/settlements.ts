import * as fc from 'fast-check';
import type { Outcome, Settled } from '../../../lib/store/index.js';
import { newId } from '../../../lib/utils/index.js';
import { GATE_NAMES, GATES } from '../model/gates.js';
import { latest, severalLatest, type Claim, type Known } from '../model/known.js';
import { end, follow } from '../model/machine.js';
import { due, jobIn, type ModelJob, type World } from '../model/world.js';
import { atLeast, type Action } from './action.js';
import { delay, index, indexes, keep } from './choices.js';
import { command, type Weighted } from './command.js';

const outcome = fc.record({
  kind: fc.constantFrom(
    ...([
      'succeeded',
      'succeeded',
      'succeeded',
      'failed',
      'retried',
      'snoozed',
      'released',
      'deleted',
      'throttled',
    ] as const),
  ),
  delay,
  keep,
  hasRun: fc.boolean(),
  gate: fc.constantFrom(...GATE_NAMES),
});
type OutcomeInput = typeof outcome extends fc.Arbitrary<infer Input> ? Input : never;

const stale = fc.record({
  index,
  outcome,
  forged: fc.constantFrom('no', 'no', 'older', 'newer', 'of another worker', 'of nobody', 'unknown job'),
});

export const settlements: Weighted[] = [
  command(
    9,
    'settle',
    fc.record({ which: indexes(1, 3), outcomes: fc.array(outcome, { minLength: 3, maxLength: 3 }) }),
    ({ which, outcomes }) =>
      ({ open }) => {
        const claims = severalLatest(open, which);
        return claims.length === 0
          ? null
          : settle(claims.map((claim, place) => toOutcome(claim, outcomes[place]!)));
      },
  ),

  command(
    3,
    'settle late, twice or wrongly',
    fc.record({ claims: fc.array(stale, { minLength: 1, maxLength: 3 }), isTwice: fc.boolean() }),
    ({ claims, isTwice }) =>
      (known) => {
        const outcomes = claims.flatMap(({ index: chosen, outcome: its, forged }) => {
          const claim = latest(known.claims, chosen, 20);
          return claim ? [toOutcome(forge(claim, forged, known), its)] : [];
        });
        return settle(isTwice ? [...outcomes, ...outcomes] : outcomes);
      },
  ),
];

function forge(claim: Claim, how: string, { workers }: Known): Claim {
  switch (how) {
    case 'older':
      return { ...claim, claim: claim.claim - 1 };
    case 'newer':
      return { ...claim, claim: claim.claim + 1 };
    case 'of another worker':
      return { ...claim, workerId: workers.find((id) => id !== claim.workerId)! };
    case 'of nobody':
      return { ...claim, workerId: newId() };
    case 'unknown job':
      return { ...claim, id: newId() };
    default:
      return claim;
  }
}

function toOutcome(claim: Claim, input: OutcomeInput): Outcome {
  const { id, claim: number, workerId, attempt, watched } = claim;
  const base = { id, claim: number, workerId, attempt, watched, runTime: input.hasRun ? 5 : null };
  const reason = 'a reason';
  const error = { name: 'Error', message: 'broken' };
  switch (input.kind) {
    case 'succeeded':
      return { ...base, kind: 'succeeded', result: `"${id} at ${number}"`, keep: input.keep };
    case 'failed':
      return { ...base, kind: 'failed', reason, error, keep: input.keep };
    case 'deleted':
      return { ...base, kind: 'deleted', reason, error: null, keep: input.keep };
    case 'retried':
      return { ...base, kind: 'retried', reason, error, delay: input.delay };
    case 'snoozed':
      return { ...base, kind: 'snoozed', delay: input.delay };
    case 'released':
      return { ...base, kind: 'released', reason };
    case 'throttled':
      return { ...base, kind: 'throttled', gate: GATES[input.gate] };
  }
}

function settle(outcomes: Outcome[]): Action {
  return {
    title: outcomes
      .map((each) => `${each.workerId} settles ${each.id} at ${each.claim}: ${each.kind}`)
      .join(', '),
    perform: ({ store, manager }) => store.settle(outcomes, manager),
    predict(world, { released }) {
      const applied = apply(world, outcomes);
      return { applied, released: atLeast(follow(world), released) };
    },
    learn(known, { applied }) {
      known.close(outcomes);
      known.tally.settle(outcomes, applied);
    },
  } as Action<Settled> as Action;
}

/** The first of two outcomes of one claim counts. */
function apply(world: World, outcomes: Outcome[]): boolean[] {
  return outcomes.map((each) => {
    const job = jobIn(world, each.id);
    if (job?.state !== 'processing' || job.claim !== each.claim || job.workerId !== each.workerId) {
      return false;
    }
    write(job, each);
    return true;
  });
}

function write(job: ModelJob, its: Outcome): void {
  const isRefunded = its.kind === 'snoozed' || its.kind === 'released' || its.kind === 'throttled';
  job.result = its.kind === 'succeeded' ? its.result : null;
  job.runTime = its.runTime ?? (isRefunded ? job.runTime : null);
  switch (its.kind) {
    case 'succeeded':
      return end(job, 'succeeded', its.keep);
    case 'failed':
      end(job, 'failed', its.keep);
      break;
    case 'deleted':
      end(job, 'deleted', its.keep);
      break;
    case 'retried':
    case 'snoozed':
      job.state = due(job.gate, its.delay);
      job.runAt = { in: its.delay };
      break;
    case 'released':
      job.state = due(job.gate, 0);
      break;
    case 'throttled':
      job.state = 'throttled';
      job.gate = its.gate.id;
  }
  if (isRefunded) {
    job.attempt--;
  }
  if (its.kind !== 'throttled' && (its.kind !== 'released' || its.runTime !== null)) {
    // That it has to wait at its gate is no news.
    job.history.push(`${job.state === 'throttled' ? 'enqueued' : job.state}@${its.attempt}`);
  }
}
