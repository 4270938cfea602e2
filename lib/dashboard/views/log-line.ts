import type { LogLine as StoredLine } from '../../store/index.js';
import { truncate } from '../../utils/index.js';
import type { LogLine } from '../api/index.js';
import { iso } from './basics.js';

const LONGEST = 10_000;

export function toLogLine({ id, at, attempt, level, message }: StoredLine): LogLine {
  return {
    seq: id,
    at: iso(at),
    attempt,
    level,
    message: truncate(message, LONGEST),
    length: message.length,
  };
}
