import { addColumns } from './add-columns.js';
import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/** Continuations and batches. A job that nobody waits for is not touched by them: `watched` is 0. */
export const flowStep: SchemaStep = {
  version: 3,
  timestamp: 1795478400000,
  name: 'Flow',
  statements(dialect) {
    const t = columnTypes(dialect);
    return [
      ...createTable(
        dialect,
        'dependency',
        [
          `child_id ${t.id} NOT NULL`,
          `parent_id ${t.id} NOT NULL`,
          `position ${t.int} NOT NULL`,
          `kind ${t.name(5)} NOT NULL`,
          `wanted ${t.name(10)} NOT NULL`,
          `delay ${t.time} NOT NULL`,
          `keep ${t.time}`,
          `state ${t.name(10)}`,
          `result ${t.text}`,
          'PRIMARY KEY (child_id, parent_id)',
        ],
        t.table,
        [{ name: 'parent', columns: 'parent_id, child_id' }],
      ),
      ...createTable(
        dialect,
        'batch',
        [
          `id ${t.id} NOT NULL PRIMARY KEY`,
          `name ${t.text} NOT NULL`,
          `parent_id ${t.id}`,
          `state ${t.name(10)} NOT NULL`,
          `created_at ${t.time} NOT NULL`,
          `finished_at ${t.time}`,
          `total ${t.int} NOT NULL`,
          `pending ${t.int} NOT NULL`,
          `succeeded ${t.int} NOT NULL`,
          `failed ${t.int} NOT NULL`,
          `deleted ${t.int} NOT NULL`,
          `cancelled_at ${t.time}`,
          `reason ${t.text}`,
          `actor ${t.text}`,
        ],
        t.table,
        [
          { name: 'finished', columns: 'finished_at', notNull: 'finished_at' },
          { name: 'parent', columns: 'parent_id', notNull: 'parent_id' },
        ],
      ),
      ...addColumns(
        dialect,
        'job',
        [`watched ${t.int} NOT NULL DEFAULT 0`, `pending ${t.int} NOT NULL DEFAULT 0`, `batch_id ${t.id}`],
        [{ name: 'batch', columns: 'batch_id, id', notNull: 'batch_id' }],
      ),
    ];
  },
};
