import { BUCKETS } from '../../histogram.js';
import { COUNTERS } from '../../metric-records.js';
import { addColumns } from './add-columns.js';
import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/** Numbers that outlive the jobs, groups of failures, and what workers report of themselves. */
export const metricStep: SchemaStep = {
  version: 7,
  timestamp: 1795824000000,
  name: 'Metric',
  statements(dialect) {
    const t = columnTypes(dialect);
    const count = (name: string) => `${name} ${t.int} NOT NULL DEFAULT 0`;
    const buckets = (letter: string) => Array.from({ length: BUCKETS }, (_, index) => count(letter + index));
    return [
      ...createTable(
        dialect,
        'metric',
        [
          `span ${t.int} NOT NULL`,
          `at ${t.time} NOT NULL`,
          `queue ${t.name(100)} NOT NULL`,
          `type ${t.name(255)} NOT NULL`,
          ...COUNTERS.map(count),
          `wait_time ${t.time} NOT NULL DEFAULT 0`,
          `run_time ${t.time} NOT NULL DEFAULT 0`,
          ...buckets('w'),
          ...buckets('r'),
          'PRIMARY KEY (span, at, queue, type)',
        ],
        t.jobTable,
      ),
      ...createTable(
        dialect,
        'failure',
        [
          `fingerprint ${t.name(16)} NOT NULL`,
          `type ${t.name(255)} NOT NULL`,
          `name ${t.text} NOT NULL`,
          `message ${t.text} NOT NULL`,
          `frame ${t.text}`,
          `job_id ${t.id} NOT NULL`,
          `first_at ${t.time} NOT NULL`,
          `last_at ${t.time} NOT NULL`,
          'PRIMARY KEY (fingerprint, type)',
        ],
        t.jobTable,
      ),
      ...createTable(
        dialect,
        'failure_count',
        [
          `span ${t.int} NOT NULL`,
          `at ${t.time} NOT NULL`,
          `fingerprint ${t.name(16)} NOT NULL`,
          `type ${t.name(255)} NOT NULL`,
          count('failed'),
          count('retried'),
          'PRIMARY KEY (span, at, fingerprint, type)',
        ],
        t.jobTable,
      ),
      ...addColumns(
        dialect,
        'job',
        [`fingerprint ${t.name(16)}`],
        [{ name: 'fingerprint', columns: 'fingerprint, id', notNull: 'fingerprint' }],
      ),
      // Last, because claims lock jobs before workers.
      ...addColumns(dialect, 'worker', [
        `version ${t.text}`,
        `memory ${t.time}`,
        `loop_delay ${t.real}`,
        `loop_utilisation ${t.real}`,
        `clock_skew ${t.time}`,
        count('draining'),
      ]),
    ];
  },
};
