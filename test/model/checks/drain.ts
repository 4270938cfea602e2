import { controlId } from '../../../lib/store/index.js';
import { KEEP_A_DAY } from '../../../lib/testing/contract/fixtures.js';
import type { Cluster } from '../database/cluster.js';
import { CONTROLS } from '../model/gates.js';

/**
 * Lets everybody through who waits at a gate, one after the other: nothing is paused, time passes,
 * and whoever has come through is deleted. Returns who waits although nobody is before them: their
 * places have leaked.
 */
export async function drain(cluster: Cluster): Promise<string[]> {
  const store = cluster.next();
  let waiting = await cluster.jobsIn('throttled');
  if (waiting.length > 0) {
    await store.limits.change(CONTROLS.map(controlId), (controls) =>
      controls.map((control) => ({ ...control, pause: null })),
    );
  }
  while (waiting.length > 0) {
    const ids = await cluster.jobsIn('enqueued', 'processing');
    await store.transition({ ids, to: 'deleted', keep: KEEP_A_DAY, reason: null, actor: null });
    if (!(await admitsSome(cluster))) {
      await cluster.expireStarts();
      if (!(await admitsSome(cluster))) {
        return waiting.map((id) => `${id} waits for a place, and all are free`);
      }
    }
    waiting = await cluster.jobsIn('throttled');
  }
  return [];
}

async function admitsSome(cluster: Cluster): Promise<boolean> {
  const everything = { gates: [], after: null, sweep: 100, limit: 1_000, keep: KEEP_A_DAY };
  const { count, skipped } = await cluster.next().limits.admit(everything);
  return count + skipped.length > 0;
}
