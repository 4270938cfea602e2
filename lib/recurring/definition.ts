import type { JobFactory, RecordedCall } from '../creation/index.js';
import type { MisfirePolicy, RecurringOptions } from '../interfaces/index.js';
import { NEVER } from '../cron/index.js';
import type { RecurringDefinition } from '../store/index.js';
import { toDelay } from '../utils/index.js';

/** How many missed occurrences `strict` makes up for, and how late `ignorable` still fires, in ms. */
const STRICT_LIMIT = 100;
const BARELY_LATE = 15_000;

/** What is stored of a call, an expression and options that have been validated. `cron: null` does not fire. */
export function toDefinition(
  call: RecordedCall,
  cron: string | null,
  options: RecurringOptions,
  factory: JobFactory,
): RecurringDefinition {
  return {
    type: call.type.name,
    args: factory.serialize(call),
    cron: cron ?? NEVER,
    timeZone: options.timeZone ?? 'UTC',
    ...toMisfire(options.misfire ?? 'relaxed'),
    overlap: options.overlap ?? 'allow',
    ...factory.place(call, options),
    jitter: toDelay(options.jitter ?? 0, 'jitter'),
    enabled: cron !== null && options.enabled !== false,
  };
}

function toMisfire(policy: MisfirePolicy): Pick<RecurringDefinition, 'misfire' | 'misfireLimit'> {
  if (policy === 'relaxed') {
    return { misfire: 'relaxed', misfireLimit: null };
  }
  if (policy === 'strict' || (typeof policy === 'object' && 'strict' in policy)) {
    return { misfire: 'strict', misfireLimit: policy === 'strict' ? STRICT_LIMIT : policy.strict };
  }
  const late = policy === 'ignorable' ? BARELY_LATE : policy.ignorable;
  return { misfire: 'ignorable', misfireLimit: toDelay(late, 'misfire.ignorable') };
}

/** The policy as it was written. */
export function readMisfire({
  misfire,
  misfireLimit,
}: Pick<RecurringDefinition, 'misfire' | 'misfireLimit'>): MisfirePolicy {
  switch (misfire) {
    case 'strict':
      return misfireLimit === STRICT_LIMIT ? 'strict' : { strict: Number(misfireLimit) };
    case 'ignorable':
      return misfireLimit === BARELY_LATE ? 'ignorable' : { ignorable: Number(misfireLimit) };
    default:
      return misfire;
  }
}

export function sameDefinition(a: RecurringDefinition | null, b: RecurringDefinition): boolean {
  return a !== null && (Object.keys(b) as (keyof RecurringDefinition)[]).every((key) => a[key] === b[key]);
}
