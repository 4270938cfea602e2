import { addColumns } from './add-columns.js';
import { columnTypes } from './column-types.js';
import type { SchemaStep } from './schema-step.js';

/**
 * When a job was due before something happened to it: only then can be told how long it waited, and in which
 * state. And which recurring jobs fail, and which code declares.
 */
export const storyStep: SchemaStep = {
  version: 9,
  timestamp: 1795996800000,
  name: 'Story',
  statements(dialect) {
    return [
      ...addColumns(dialect, 'history', [`due_at ${columnTypes(dialect).time}`]),
      ...addColumns(
        dialect,
        'recurring',
        [],
        [
          { name: 'failing', columns: 'failures, id', notNull: 'error' },
          { name: 'source', columns: 'source, id', notNull: 'declared' },
        ],
      ),
    ];
  },
};
