import type { JobRegistry } from '../discovery/index.js';
import { JobsOptionsError } from '../errors/index.js';
import type { ControlTarget } from '../interfaces/index.js';
import type { Control } from '../store/index.js';
import { describeValue, requireText } from '../utils/index.js';

/**
 * The target as it is stored: a job type by its first name, whatever aliases it has.
 * @throws {JobsOptionsError} for anything but `{ queue }` or `{ type }`.
 */
export function requireTarget(
  subject: string,
  target: ControlTarget,
  registry: JobRegistry,
): Pick<Control, 'scope' | 'name'> {
  const keys = typeof target === 'object' && target !== null ? Object.keys(target) : [];
  if (keys.length !== 1 || (keys[0] !== 'queue' && keys[0] !== 'type')) {
    throw new JobsOptionsError(
      `${subject}: the target must be { queue: name } or { type: name } (got ${describeValue(target)})`,
    );
  }
  const [scope] = keys as [Control['scope']];
  const given = (target as Record<Control['scope'], string>)[scope];
  const name = requireText(given, `${subject}: ${scope}`, scope === 'queue' ? 100 : 255);
  return { scope, name: scope === 'type' ? (registry.find(name)?.name ?? name) : name };
}

export function toTarget({ scope, name }: Pick<Control, 'scope' | 'name'>): ControlTarget {
  return scope === 'queue' ? { queue: name } : { type: name };
}
