import { vi } from 'vitest';
import { SafeLogger } from '../../lib/utils/index.js';

/** A logger that says nothing and remembers everything. */
export function quietLogger() {
  const logger = new SafeLogger('Test');
  return Object.assign(logger, {
    debug: vi.fn<(message: string) => void>(),
    log: vi.fn<(message: string) => void>(),
    warn: vi.fn<(message: string) => void>(),
    error: vi.fn<(message: string) => void>(),
  });
}
