import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Sql } from 'sql-template-tag';
import { JobsOptionsError } from '../../../errors/index.js';
import { dialectFor } from '../dialects/dialect-for.js';
import { play, type Row } from '../operation.js';
import type { TableNames } from '../tables.js';
import { createLedger, installedVersion, runStep } from './migrator.js';
import { SCHEMA_STEPS } from './steps.js';

/**
 * The schema as TypeORM migrations, to run by hand (`migrations: 'manual'`): put them into the
 * `migrations` of your own DataSource. Give `tablePrefix` and `schema` as to the module; both have
 * the same defaults. A step that start-up has already made is passed over.
 * @throws {JobsOptionsError} when `tablePrefix` is not a plain identifier.
 */
export function nestfireMigrations(
  options: { tablePrefix?: string; schema?: string } = {},
): (new () => MigrationInterface)[] {
  const names: TableNames = { prefix: options.tablePrefix ?? 'nestfire_', schema: options.schema };
  if (!/^\w{0,30}$/.test(names.prefix)) {
    throw new JobsOptionsError(
      `nestfireMigrations: tablePrefix must be up to 30 letters, digits and _ (got "${names.prefix}")`,
    );
  }

  return SCHEMA_STEPS.map(
    (step) =>
      class implements MigrationInterface {
        readonly name = `Nestfire${step.name}${step.timestamp}`;

        async up(runner: QueryRunner): Promise<void> {
          const { options: given } = runner.connection;
          const inherited = given.type === 'postgres' ? given.schema : undefined;
          const dialect = dialectFor(given.type, { ...names, schema: names.schema ?? inherited });
          const execute = async (statement: Sql) => ({
            rows: ((await runner.query(dialect.text(statement))) ?? []) as Row[],
            affected: 0,
          });
          await play(createLedger(dialect), execute);
          if ((await play(installedVersion(dialect), execute)) >= step.version) {
            return;
          }
          await play(runStep(dialect, step), execute);
        }

        /** Drops nothing: the tables hold jobs. */
        async down(): Promise<void> {
          throw new Error('Nestfire migrations are not reverted automatically: the tables hold jobs.');
        }
      },
  );
}
