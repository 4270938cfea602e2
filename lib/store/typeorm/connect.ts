import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailableError } from '../../errors/index.js';
import { describeError, type SafeLogger } from '../../utils/index.js';
import { isConnectionError } from './connection-errors.js';
import type { Database } from './database.js';

/**
 * Opens the database, and waits up to `timeout` ms for one that is down. A DataSource that has
 * failed once is not used again.
 * @throws {StoreUnavailableError} when it stays down; any other error at once.
 */
export async function connect(
  first: Database,
  another: () => Database,
  timeout: number,
  logger: SafeLogger,
): Promise<Database> {
  const deadline = performance.now() + timeout;
  let database = first;
  for (let attempt = 1; ; attempt++) {
    try {
      await database.open();
      return database;
    } catch (error) {
      if (!isConnectionError(error)) {
        throw error;
      }
      const pause = Math.min(5_000, 250 * 2 ** attempt);
      if (performance.now() + pause > deadline) {
        throw new StoreUnavailableError(
          `The database of the jobs could not be reached within ${timeout} ms (connectTimeout): ${describeError(error)}`,
          { cause: error },
        );
      }
      logger.warn(
        `The database of the jobs is not reachable; trying again in ${pause} ms: ${describeError(error)}`,
      );
      await sleep(pause);
      database = another();
    }
  }
}
