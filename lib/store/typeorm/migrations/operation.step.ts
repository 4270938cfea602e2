import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/** Actions on sets of jobs. One that has not finished is due at some time; the others are only remembered. */
export const operationStep: SchemaStep = {
  version: 6,
  timestamp: 1795737600000,
  name: 'Operation',
  statements(dialect) {
    const t = columnTypes(dialect);
    return createTable(
      dialect,
      'operation',
      [
        `id ${t.id} NOT NULL PRIMARY KEY`,
        `action ${t.name(10)} NOT NULL`,
        `parameters ${t.text} NOT NULL`,
        `filter ${t.text} NOT NULL`,
        `state ${t.name(10)} NOT NULL`,
        `reason ${t.text}`,
        `actor ${t.text}`,
        `cancel_reason ${t.text}`,
        `cancelled_by ${t.text}`,
        `created_at ${t.time} NOT NULL`,
        `due_at ${t.time}`,
        `started_at ${t.time}`,
        `finished_at ${t.time}`,
        `cursor_id ${t.id}`,
        `matched ${t.int} NOT NULL`,
        `moved ${t.int} NOT NULL`,
        `skipped ${t.int} NOT NULL`,
        `error ${t.text}`,
      ],
      t.table,
      [{ name: 'due', columns: 'due_at, id', notNull: 'due_at' }],
    );
  },
};
