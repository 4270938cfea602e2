import { controlId, laneId, type Control, type Lane } from '../../../lib/store/index.js';
import type { ControlRecord, JobRecord, Rows } from '../database/rows.js';
import { lanesOf } from './gates.js';
import { limitOf } from './limits.js';

type Limits = Pick<Control, 'declared' | 'override'>;

/**
 * Who has come through the gates, round by round, from the rows alone. When somebody comes through,
 * no more are there than the limit of the lane allows, the highest one if it has changed in the
 * round; of those that came when there was none nobody counts. So there are never more than the
 * highest limit since they came; one that is lowered throws nobody out, and lets nobody in.
 */
export class Passage {
  /** Jobs that were there after the last round, by the gate that they came through. */
  private inside = new Set<string>();
  /** Of these, for each lane, those that nobody counts. */
  private uncounted = new Set<string>();
  private limits = new Map<string, Limits>();
  private changed: Control[] = [];
  private admitted = 0;

  /** So many were let through in this round. */
  admit(count: number): void {
    this.admitted += count;
  }

  /** The controls were like this at some time in this round. */
  change(controls: Control[]): void {
    this.changed.push(...controls);
  }

  violations({ jobs, controls }: Rows): string[] {
    const inside = jobs.filter(
      ({ state, gate }) => gate !== null && (state === 'enqueued' || state === 'processing'),
    );
    const came = inside.filter((job) => !this.inside.has(key(job, job.gate!)));
    const problems =
      came.length <= this.admitted
        ? []
        : [
            `${came.map(({ id }) => id).join(', ')} came through a gate, and ${this.admitted} were let through`,
          ];
    problems.push(...this.tooMany(inside, new Set(came)));
    this.inside = new Set(inside.map((job) => key(job, job.gate!)));
    this.limits = new Map(controls.map((control: ControlRecord) => [control.id, control]));
    this.changed = [];
    this.admitted = 0;
    return problems;
  }

  private tooMany(inside: JobRecord[], came: Set<JobRecord>): string[] {
    const lanes = new Map<string, { lane: Lane; jobs: JobRecord[] }>();
    for (const job of inside) {
      for (const lane of lanesOf(job.gate!).filter(({ kind }) => kind === 'concurrency')) {
        const id = laneId(lane);
        lanes.set(id, { lane, jobs: [...(lanes.get(id)?.jobs ?? []), job] });
      }
    }
    const uncounted = new Set<string>();
    const problems: string[] = [];
    for (const [id, { lane, jobs }] of lanes) {
      const limit = this.highest(lane);
      const counted = jobs.filter((job) => limit < Infinity && !this.uncounted.has(key(job, id)));
      if (counted.length > limit && counted.some((job) => came.has(job))) {
        const names = counted.map((job) => job.id).join(', ');
        problems.push(`${names} are in the lane ${id}, which has ${limit} place(s)`);
      }
      jobs.filter((job) => !counted.includes(job)).forEach((job) => uncounted.add(key(job, id)));
    }
    this.uncounted = uncounted;
    return problems;
  }

  /** The highest limit of the lane at any time in this round. */
  private highest(lane: Lane): number {
    const id = controlId(lane);
    const all: (Limits | undefined)[] = [
      this.limits.get(id),
      ...this.changed.filter((each) => controlId(each) === id),
    ];
    return Math.max(...all.map((control) => limitOf(lane, control)?.limit ?? Infinity));
  }
}

function key({ id }: JobRecord, where: string): string {
  return `${id} ${where}`;
}
