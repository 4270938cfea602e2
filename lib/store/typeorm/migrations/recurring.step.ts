import { addColumns } from './add-columns.js';
import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/** Recurring jobs, what a job knows of the one that created it, and the runs that are remembered. */
export const recurringStep: SchemaStep = {
  version: 2,
  timestamp: 1795392000000,
  name: 'Recurring',
  statements(dialect) {
    const t = columnTypes(dialect);
    return [
      ...createTable(
        dialect,
        'recurring',
        [
          `id ${t.name(200)} NOT NULL PRIMARY KEY`,
          `source ${t.name(10)} NOT NULL`,
          `created_at ${t.time} NOT NULL`,
          `type ${t.name(255)} NOT NULL`,
          `args ${t.text} NOT NULL`,
          `cron ${t.text} NOT NULL`,
          `time_zone ${t.text} NOT NULL`,
          `misfire ${t.name(10)} NOT NULL`,
          `misfire_limit ${t.time}`,
          `overlap ${t.name(10)} NOT NULL`,
          `queue ${t.name(100)} NOT NULL`,
          `priority ${t.int} NOT NULL`,
          `jitter ${t.time} NOT NULL`,
          `enabled ${t.int} NOT NULL`,
          `declared ${t.text}`,
          `edited ${t.int} NOT NULL`,
          `next_at ${t.time}`,
          `due_at ${t.time}`,
          `last_at ${t.time}`,
          `last_job_id ${t.id}`,
          `skipped_at ${t.time}`,
          `paused_at ${t.time}`,
          `paused_until ${t.time}`,
          `paused_reason ${t.text}`,
          `paused_by ${t.text}`,
          `failures ${t.int} NOT NULL`,
          `error ${t.text}`,
          `dropped_from ${t.time}`,
          `dropped_until ${t.time}`,
        ],
        t.jobTable,
        [{ name: 'due', columns: 'due_at, id', notNull: 'due_at' }],
      ),
      ...createTable(
        dialect,
        'recurring_history',
        [
          `recurring_id ${t.name(200)} NOT NULL`,
          `job_id ${t.id} NOT NULL`,
          `occurrence_at ${t.time}`,
          `created_at ${t.time} NOT NULL`,
          `finished_at ${t.time}`,
          `state ${t.name(10)} NOT NULL`,
          `attempt ${t.int} NOT NULL`,
          `run_time ${t.time}`,
          `error ${t.text}`,
          'PRIMARY KEY (recurring_id, job_id)',
        ],
        t.table,
      ),
      ...addColumns(
        dialect,
        'job',
        [`recurring_id ${t.name(200)}`, `occurrence_at ${t.time}`],
        [{ name: 'recurring', columns: 'recurring_id, id', notNull: 'recurring_id' }],
      ),
      // Last, because claims lock jobs before workers.
      ...addColumns(dialect, 'worker', [`recurring ${t.text}`]),
    ];
  },
};
