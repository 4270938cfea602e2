import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/** Who did what in the dashboard. Ids are ordered by time. */
export const auditStep: SchemaStep = {
  version: 8,
  timestamp: 1795910400000,
  name: 'Audit',
  statements(dialect) {
    const t = columnTypes(dialect);
    return createTable(
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
    );
  },
};
