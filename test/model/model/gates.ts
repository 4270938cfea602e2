import { gateOf, laneId, type Control, type Gate, type Lane } from '../../../lib/store/index.js';

const HOUR = 3_600_000;
/** Far longer than a test: it is made to pass. */
export const WINDOW = HOUR;

const byType = (name: string, kind: Lane['kind'], key: string | null = null): Lane => ({
  scope: 'type',
  name,
  kind,
  key,
});
const ofFirst: Lane = { scope: 'queue', name: 'first', kind: 'concurrency', key: null };

/** Where jobs may have to wait: gates that share lanes, and lanes that share a control. */
const LANES = {
  one: [byType('Probe.a', 'concurrency', 'one')],
  two: [byType('Probe.a', 'concurrency', 'two')],
  queue: [ofFirst],
  both: [byType('Probe.a', 'concurrency', 'one'), ofFirst],
  rate: [byType('Probe.b', 'rate')],
  rateAndQueue: [byType('Probe.b', 'rate'), ofFirst],
  pause: [byType('Probe.b', 'pause')],
};
export type GateName = keyof typeof LANES;

export const GATES = Object.fromEntries(
  Object.entries(LANES).map(([name, lanes]) => [name, gateOf(lanes)!]),
) as Record<GateName, Gate>;
export const GATE_NAMES = Object.keys(LANES) as GateName[];

/** How the limits are when a sequence begins. */
export const CONTROLS: Control[] = [
  control('type', 'Probe.a', { concurrency: { limit: 1, isKeyed: true } }),
  control('queue', 'first', { concurrency: { limit: 2, isKeyed: false } }),
  control('type', 'Probe.b', { rate: { limit: 2, per: WINDOW, mode: 'burst', isKeyed: false } }),
];

const byId = new Map(Object.values(GATES).map((gate) => [gate.id, gate]));
const names = new Map<string, string>([
  ...Object.values(LANES)
    .flat()
    .map((lane): [string, string] => [laneId(lane), `${lane.name} ${lane.kind} ${lane.key ?? ''}`.trim()]),
  ...GATE_NAMES.map((name): [string, string] => [GATES[name].id, `gate ${name}`]),
]);

/** The lanes of a gate, by its id. */
export function lanesOf(gate: string): Lane[] {
  return byId.get(gate)!.lanes;
}

/** The text with the names of gates and lanes instead of their ids. */
export function withNames(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{32}\b/g, (id) => names.get(id) ?? id);
}

function control(
  scope: Lane['scope'],
  name: string,
  limits: Partial<NonNullable<Control['declared']>>,
): Control {
  const declared = { concurrency: null, rate: null, overlap: 'wait' as const, ...limits };
  return { scope, name, declared, override: null, pause: null };
}
