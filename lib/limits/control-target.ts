import { JobsOptionsError } from '../errors/index.js';
import type { ControlTarget } from '../interfaces/index.js';
import type { Control } from '../store/index.js';
import { describeValue, requireText } from '../utils/index.js';

/** @throws {JobsOptionsError} for anything but `{ queue }` or `{ type }`. */
export function requireTarget(subject: string, target: ControlTarget): Pick<Control, 'scope' | 'name'> {
  const keys = typeof target === 'object' && target !== null ? Object.keys(target) : [];
  if (keys.length !== 1 || (keys[0] !== 'queue' && keys[0] !== 'type')) {
    throw new JobsOptionsError(
      `${subject}: the target must be { queue: name } or { type: name } (got ${describeValue(target)})`,
    );
  }
  const [scope] = keys as [Control['scope']];
  const name = (target as Record<Control['scope'], string>)[scope];
  return { scope, name: requireText(name, `${subject}: ${scope}`, scope === 'queue' ? 100 : 255) };
}

export function toTarget({ scope, name }: Pick<Control, 'scope' | 'name'>): ControlTarget {
  return scope === 'queue' ? { queue: name } : { type: name };
}
