import {
  DEFAULT_ATTEMPTS,
  type BackoffFunction,
  type RetryOptions,
  type StorableBackoff,
} from '../interfaces/index.js';
import { describeError, toDelay, type SafeLogger } from '../utils/index.js';

const DAY = 86_400_000;

/** How often a job is attempted and how long it waits in between: the first source that says so decides. */
export class RetryPolicy {
  readonly attempts: number;
  private readonly backoff: StorableBackoff | BackoffFunction;

  constructor(
    private readonly logger: Pick<SafeLogger, 'error'>,
    ...sources: (RetryOptions | undefined)[]
  ) {
    this.attempts = sources.find((source) => source?.attempts !== undefined)?.attempts ?? DEFAULT_ATTEMPTS;
    this.backoff = sources.find((source) => source?.backoff !== undefined)?.backoff ?? 'default';
  }

  /** The delay in ms after attempt `attempt` failed. A function that throws or returns nonsense counts as the default. */
  delayAfter(attempt: number, error: unknown): number {
    try {
      return typeof this.backoff === 'function'
        ? toDelay(this.backoff(attempt, error), 'retry.backoff(): the returned delay')
        : computeBackoff(this.backoff, attempt);
    } catch (problem) {
      this.logger.error(`The retry back-off failed, using the default one: ${describeError(problem)}`);
      return computeBackoff('default', attempt);
    }
  }
}

function computeBackoff(backoff: StorableBackoff, attempt: number): number {
  if (backoff === 'default') {
    return hangfireDelay(attempt);
  }
  if ('fixed' in backoff) {
    return toDelay(backoff.fixed, 'retry.backoff.fixed');
  }
  if ('delays' in backoff) {
    return toDelay(backoff.delays[Math.min(attempt, backoff.delays.length) - 1]!, 'retry.backoff.delays');
  }
  const first = toDelay(backoff.exponential, 'retry.backoff.exponential');
  const longest = toDelay(backoff.max ?? DAY, 'retry.backoff.max');
  const factor = Math.min((backoff.factor ?? 2) ** (attempt - 1), Number.MAX_VALUE);
  const delay = Math.min(longest, first * factor);
  return Math.round(delay * (1 + Math.random() * 0.1));
}

/** `(k − 1)⁴ + 15 + random(0…29) · k` seconds, as Hangfire's AutomaticRetry. */
function hangfireDelay(attempt: number): number {
  return 1_000 * ((attempt - 1) ** 4 + 15 + Math.floor(Math.random() * 30) * attempt);
}
