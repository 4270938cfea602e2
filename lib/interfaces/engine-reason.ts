/**
 * What the engine gives as the reason of a change in a job's history. These words are stored; whoever
 * shows them in another language recognises them with `readEngineReason()`.
 */
export const ENGINE_REASONS = {
  lost: 'The worker was lost',
  stopped: 'The worker stopped',
  cancelled: 'Cancelled in its worker',
  snoozed: 'Snoozed',
  retried: 'Attempt {attempt} of {attempts} failed',
  exhausted: 'Attempt {attempt} of {attempts} failed, the last one',
  permanent: 'Attempt {attempt} failed with an error that is not retried',
  unwritten: 'The outcome could not be written',
  hook: 'The hook {hook} decided so',
  skipped: 'Skipped: its limit was reached, and it is not to wait (overlap)',
  unmet: 'It was to run when {kind} {id} is {wanted}, which is {state}',
} as const;

export type EngineReason = keyof typeof ENGINE_REASONS;

type Values = Record<string, string | number>;

const PATTERNS = Object.entries(ENGINE_REASONS).map(
  ([reason, text]) =>
    [
      reason as EngineReason,
      new RegExp(`^${text.replace(/[()]/g, '\\$&').replace(/{(\w+)}/g, '(?<$1>.+?)')}$`),
    ] as const,
);

export function engineReason(reason: EngineReason, values: Values = {}): string {
  return ENGINE_REASONS[reason].replace(/{(\w+)}/g, (_, name: string) => String(values[name]));
}

/** Which reason of the engine's the text is, and the values in it; `null` where a person or a hook has written it. */
export function readEngineReason(
  text: string,
): { reason: EngineReason; values: Record<string, string> } | null {
  for (const [reason, pattern] of PATTERNS) {
    const match = pattern.exec(text);
    if (match) {
      return { reason, values: { ...match.groups } };
    }
  }
  return null;
}
