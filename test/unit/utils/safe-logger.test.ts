import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SafeLogger } from '../../../lib/utils/index.js';

describe('SafeLogger', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  const levels = ['debug', 'log', 'warn', 'error'] as const;

  it.each(levels)('says it through the logger of Nest: %s', (level) => {
    const write = vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    new SafeLogger('Test')[level]('hello');
    expect(write).toHaveBeenCalledExactlyOnceWith('hello');
  });

  it.each(levels)('[I10] does not throw when the application’s logger does: %s', (level) => {
    const write = vi.spyOn(Logger.prototype, level).mockImplementation(() => {
      throw new Error('disk full');
    });
    expect(() => new SafeLogger('Test')[level]('hello')).not.toThrow();
    expect(write).toHaveBeenCalledOnce();
  });
});
