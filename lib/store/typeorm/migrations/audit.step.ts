import { MysqlDialect } from '../dialects/mysql.dialect.js';
import { columnTypes } from './column-types.js';
import { createIndex, createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/**
 * Who did what in the dashboard, and the failed jobs of a type or a queue, newest first. Those indexes hold
 * failed jobs only: what succeeds does not touch them. MySQL has no such index, and one of all jobs would
 * cost every job: there the jobs are looked through.
 */
export const auditStep: SchemaStep = {
  version: 8,
  timestamp: 1795910400000,
  name: 'Audit',
  statements(dialect) {
    const t = columnTypes(dialect);
    const failed = (column: string) =>
      createIndex(dialect, 'job', { name: `failed_${column}`, columns: `${column}, id`, state: 'failed' });
    return [
      ...createTable(
        dialect,
        'audit',
        [
          `id ${t.id} NOT NULL PRIMARY KEY`,
          `at ${t.time} NOT NULL`,
          `actor ${t.name(255)}`,
          `action ${t.name(40)} NOT NULL`,
          `target_kind ${t.name(20)} NOT NULL`,
          `target_id ${t.name(255)} NOT NULL`,
          `reason ${t.text}`,
          `result ${t.name(10)} NOT NULL`,
          `code ${t.name(40)}`,
          `params ${t.text} NOT NULL`,
        ],
        t.table,
        [
          { name: 'target', columns: 'target_id, id' },
          { name: 'actor', columns: 'actor, id' },
          { name: 'at', columns: 'at' },
        ],
      ),
      ...(dialect instanceof MysqlDialect ? [] : [failed('type'), failed('queue')]),
    ];
  },
};
