import { addColumns } from './add-columns.js';
import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/**
 * Limits and pauses. A job without a limit has no gate, and is in none of these indexes; one with a
 * gate holds a permit in each of its lanes from when it is let through until it is done.
 */
export const controlStep: SchemaStep = {
  version: 5,
  timestamp: 1795651200000,
  name: 'Control',
  statements(dialect) {
    const t = columnTypes(dialect);
    return [
      ...createTable(
        dialect,
        'control',
        [
          `id ${t.name(270)} NOT NULL PRIMARY KEY`,
          `scope ${t.name(5)} NOT NULL`,
          `name ${t.name(255)} NOT NULL`,
          `revision ${t.int} NOT NULL`,
          `declared ${t.text}`,
          `override ${t.text}`,
          `paused_at ${t.time}`,
          `paused_until ${t.time}`,
          `paused_reason ${t.text}`,
          `paused_by ${t.text}`,
        ],
        t.table,
      ),
      ...createTable(
        dialect,
        'permit',
        [
          `id ${t.id} NOT NULL PRIMARY KEY`,
          `lane ${t.name(32)} NOT NULL`,
          `job_id ${t.id} NOT NULL`,
          `claim ${t.int} NOT NULL`,
          `per ${t.time}`,
          `expires_at ${t.time}`,
        ],
        t.table,
        [
          { name: 'lane', columns: 'lane, expires_at' },
          { name: 'job', columns: 'job_id' },
          { name: 'expiry', columns: 'expires_at', notNull: 'expires_at' },
        ],
      ),
      ...addColumns(
        dialect,
        'job',
        [`gate ${t.name(32)}`, `lanes ${t.text}`],
        [{ name: 'throttled', columns: 'gate, priority, run_at, id', state: 'throttled' }],
      ),
    ];
  },
};
