import * as fc from 'fast-check';
import { newJob } from '../../../lib/testing/contract/fixtures.js';
import type { NewJob } from '../../../lib/store/index.js';
import { GATE_NAMES, GATES } from '../model/gates.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Types that every worker knows, and one that nobody does. */
export const KNOWN_TYPES = ['Probe.a', 'Probe.b'];
export const UNKNOWN_TYPE = 'Probe.unknown';

export const index = fc.nat({ max: 7 });
export const indexes = (minLength: number, maxLength: number) => fc.array(index, { minLength, maxLength });
export const queue = fc.constantFrom('first', 'first', 'second');
/** Of most jobs there is none. */
export const gate = fc.oneof(
  { weight: 3, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.constantFrom(...GATE_NAMES) },
);
/** Never due by itself: for that, time is made to pass. */
export const delay = fc.constantFrom(0, 0, 0, 10 * HOUR);
export const keep = fc.constantFrom(DAY, DAY, 0, Infinity);
export const condition = fc.constantFrom(
  'succeeded' as const,
  'succeeded' as const,
  'failed' as const,
  'deleted' as const,
  'finished' as const,
);

/** What the caller says of a job. */
export const job = fc.record({
  type: fc.constantFrom('Probe.a', 'Probe.a', 'Probe.b', UNKNOWN_TYPE),
  queue,
  priority: fc.integer({ min: -1, max: 1 }),
  delay,
  gate,
});

export type JobInput = typeof job extends fc.Arbitrary<infer Input> ? Input : never;

let made = 0;

/** A job to be written, with arguments like no other's. */
export function make(input: JobInput, values: Partial<NewJob> = {}): NewJob {
  const waitsAt = input.gate && GATES[input.gate];
  return newJob({ ...input, gate: waitsAt, args: `[${++made}]`, ...values });
}
