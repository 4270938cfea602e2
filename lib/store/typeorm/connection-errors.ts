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
  // PostgreSQL: too many connections, shutting down, crashed, starting up.
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

/** Whether the error says that the database cannot be reached now, as opposed to: not like this. */
export function isConnectionError(error: unknown): boolean {
  const { code, message = '' } = driverErrorOf(error) as { code?: string; message?: string };
  return (
    (code !== undefined &&
      (TRANSIENT_CODES.has(code) || code.startsWith('SQLITE_BUSY') || code.startsWith('08'))) ||
    /terminated|timeout exceeded|closed state|Connection lost|not queryable/i.test(message)
  );
}
