import { driverErrorOf } from './dialects/dialect.js';

const TRANSIENT_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'SQLITE_BUSY',
  'SQLITE_FULL',
  'SQLITE_READONLY',
  // PostgreSQL: read-only after a failover, no memory, disk or connection left, cancelled, shutting down, starting up.
  '25006',
  '53000',
  '53100',
  '53200',
  '53300',
  '55P03',
  '57014',
  '57P05',
  '57P01',
  '57P02',
  '57P03',
]);

/** Whether the error says that the database cannot be reached now, as opposed to: not like this. */
export function isConnectionError(error: unknown): boolean {
  const { code, message = '' } = driverErrorOf(error) as { code?: string; message?: string };
  return (
    (code !== undefined &&
      (TRANSIENT_CODES.has(code) || /^SQLITE_(BUSY|IOERR)/.test(code) || code.startsWith('08'))) ||
    /terminated|timeout|closed state|Connection lost|not queryable|already released|read-only/i.test(message)
  );
}

/** MySQL: a value that is missing, there already, too long, out of range, not valid, or larger than a packet. */
const REFUSALS = [1048, 1062, 1153, 1264, 1292, 1366, 1406, 3140, 3141];

/** Whether the error is about the data of the statement, and not about the state of the database. */
export function isDataError(error: unknown): boolean {
  const { code = '', errno = 0 } = driverErrorOf(error);
  // PostgreSQL's classes: data exception, integrity constraint, program limit exceeded.
  return (
    /^(22|23|54)...$/.test(code) ||
    REFUSALS.includes(errno) ||
    /^SQLITE_(TOOBIG|CONSTRAINT|MISMATCH)/.test(code)
  );
}
