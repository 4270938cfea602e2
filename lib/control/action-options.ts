import type { JobActionOptions } from '../interfaces/index.js';
import { requireKeys, requireText } from '../utils/index.js';

/** @throws {JobsOptionsError} naming what is not allowed. */
export function requireAction<Options extends JobActionOptions>(options: Options, moreKeys: string[] = []) {
  requireKeys(options, 'The options of a job action', ['reason', 'actor', 'manager', ...moreKeys]);
  const text = (option: 'reason' | 'actor') =>
    options[option] === undefined
      ? null
      : requireText(options[option], `The ${option} of a job action`, 1_000);
  return { reason: text('reason'), actor: text('actor'), manager: options.manager };
}
