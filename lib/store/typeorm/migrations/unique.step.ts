import { addColumns } from './add-columns.js';
import { columnTypes } from './column-types.js';
import type { SchemaStep } from './schema-step.js';

/**
 * Uniqueness. Which jobs hold their key is a matter of the index alone: a job leaves it when it is
 * claimed (scope 1) or finished (scopes 1 and 2), and nothing has to give the key back. MySQL has no partial
 * indexes, and gets a column for it.
 */
export const uniqueStep: SchemaStep = {
  version: 4,
  timestamp: 1795564800000,
  name: 'Unique',
  statements(dialect) {
    const t = columnTypes(dialect);
    return addColumns(
      dialect,
      'job',
      [`unique_key ${t.name(64)}`, `unique_scope ${t.int}`, `unique_until ${t.time}`],
      [{ name: 'unique', columns: 'unique_key', unique: HOLDS_KEY }],
    );
  },
};

/** Whether a job holds its key. */
export const HOLDS_KEY =
  '(unique_scope = 3 OR (finished_at IS NULL AND (unique_scope = 2 OR (unique_scope = 1 AND claim = 0))))';
