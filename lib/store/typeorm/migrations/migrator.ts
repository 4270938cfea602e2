import { raw } from 'sql-template-tag';
import { SchemaVersionError } from '../../../errors/index.js';
import { driverErrorOf, type Dialect } from '../dialects/dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';
import type { Operation } from '../operation.js';
import type { SchemaStep } from './schema-step.js';
import { SCHEMA_STEPS, SCHEMA_VERSION } from './steps.js';

/** Runs the steps the database lacks. Call it under a lock. */
export function* migrate(dialect: Dialect): Operation<number> {
  yield* createLedger(dialect);
  const version = yield* installedVersion(dialect);
  refuseNewer(version);

  const missing = SCHEMA_STEPS.filter((candidate) => candidate.version > version);
  for (const step of missing) {
    yield* runStep(dialect, step);
  }
  return missing.length;
}

/** That the columns, or the indexes, are there. */
const MADE_BEFORE = ['ER_DUP_FIELDNAME', 'ER_DUP_KEYNAME'];

/** Makes one step, and writes it in the ledger. */
export function* runStep(dialect: Dialect, step: SchemaStep): Operation<void> {
  for (const statement of step.statements(dialect)) {
    try {
      yield raw(statement);
    } catch (error) {
      // MySQL commits every change of the schema: this one was made before a crash.
      if (!MADE_BEFORE.includes(driverErrorOf(error).code ?? '')) {
        throw error;
      }
    }
  }
  yield raw(`DELETE FROM ${dialect.tables.schema.sql}`);
  yield raw(`INSERT INTO ${dialect.tables.schema.sql} (version) VALUES (${step.version})`);
}

/**
 * Checks the schema without changing it; for `migrations: 'manual'`.
 * @throws {SchemaVersionError}
 */
export function* verify(dialect: Dialect): Operation<void> {
  let version = 0;
  try {
    version = yield* installedVersion(dialect);
  } catch (error) {
    if (!isMissingTable(error)) {
      throw error;
    }
  }
  refuseNewer(version);
  if (version < SCHEMA_VERSION) {
    throw new SchemaVersionError(
      `The tables "${dialect.names.prefix}…" are at version ${version} and this code needs ${SCHEMA_VERSION}. ` +
        "Run the migrations of nestfireMigrations(), or set migrations: 'auto'.",
    );
  }
}

/** The ledger is one row with a number, so that it is the same for both ways of migrating. */
export function* createLedger(dialect: Dialect): Operation<void> {
  if (dialect instanceof PostgresDialect && dialect.names.schema) {
    yield raw(`CREATE SCHEMA IF NOT EXISTS ${dialect.quote(dialect.names.schema)}`);
  }
  yield raw(`CREATE TABLE IF NOT EXISTS ${dialect.tables.schema.sql} (version INTEGER NOT NULL)`);
}

export function* installedVersion(dialect: Dialect): Operation<number> {
  const { rows } = yield raw(`SELECT MAX(version) AS version FROM ${dialect.tables.schema.sql}`);
  return Number(rows[0]?.version ?? 0);
}

function refuseNewer(version: number): void {
  if (version > SCHEMA_VERSION) {
    throw new SchemaVersionError(
      `The tables are at version ${version}, newer than this code, which knows version ${SCHEMA_VERSION}. ` +
        'Update the nestfire package of this process.',
    );
  }
}

function isMissingTable(error: unknown): boolean {
  const { code, message = '' } = driverErrorOf(error) as { code?: string; message?: string };
  return code === '42P01' || code === 'ER_NO_SUCH_TABLE' || message.includes('no such table');
}
