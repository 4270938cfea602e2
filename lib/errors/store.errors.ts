import { JobsError } from './jobs.error.js';

/** The TypeORM driver, or the way it is used, is not one the store supports. */
export class UnsupportedDataSourceError extends JobsError {}

/** The database could not be reached within `connectTimeout`. `cause` is the driver's last error. */
export class StoreUnavailableError extends JobsError {}

/** The tables are missing, older than the code (with `migrations: 'manual'`), or newer than the code. */
export class SchemaVersionError extends JobsError {}

/** The database took longer over a search or a report than the 5 s it is given. `cause` is the driver's error. */
export class QueryTimeoutError extends JobsError {
  constructor(options?: ErrorOptions) {
    super('The database took too long to answer: narrow the filter.', options);
  }
}
