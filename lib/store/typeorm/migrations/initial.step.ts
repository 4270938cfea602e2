import { columnTypes } from './column-types.js';
import { createTable } from './create-table.js';
import type { SchemaStep } from './schema-step.js';

/**
 * The tables of the first version. Each loop of the worker looks for rows in an index that holds
 * exactly those rows, so that no cost grows with the history.
 */
export const initialStep: SchemaStep = {
  version: 1,
  timestamp: 1795305600000,
  name: 'Initial',
  statements(dialect) {
    const t = columnTypes(dialect);
    return [
      ...createTable(
        dialect,
        'job',
        [
          `id ${t.id} NOT NULL PRIMARY KEY`,
          `type ${t.name(255)} NOT NULL`,
          `queue ${t.name(100)} NOT NULL`,
          `state ${t.name(10)} NOT NULL`,
          `priority ${t.int} NOT NULL`,
          `run_at ${t.time} NOT NULL`,
          `created_at ${t.time} NOT NULL`,
          `claimed_at ${t.time}`,
          `finished_at ${t.time}`,
          `expires_at ${t.time}`,
          `attempt ${t.int} NOT NULL DEFAULT 0`,
          `claim ${t.int} NOT NULL DEFAULT 0`,
          `lost ${t.int} NOT NULL DEFAULT 0`,
          `run_time ${t.time}`,
          `progress ${t.real}`,
          `worker_id ${t.id}`,
          `tags ${t.text}`,
          `settings ${t.text}`,
          `args ${t.text} NOT NULL`,
          `result ${t.text}`,
          `error ${t.text}`,
        ],
        t.jobTable,
        [
          { name: 'ready', columns: 'queue, priority, run_at, id', state: 'enqueued' },
          { name: 'due', columns: 'run_at, id', state: 'scheduled' },
          { name: 'processing', columns: 'worker_id', state: 'processing' },
          { name: 'expiry', columns: 'expires_at', notNull: 'expires_at' },
          {
            name: 'state',
            columns: 'state, id',
            states: ['succeeded', 'failed', 'deleted', 'awaiting', 'throttled'],
          },
        ],
      ),
      ...createTable(
        dialect,
        'history',
        [
          `job_id ${t.id} NOT NULL`,
          `id ${t.id} NOT NULL`,
          `at ${t.time} NOT NULL`,
          `state ${t.name(10)} NOT NULL`,
          `attempt ${t.int} NOT NULL`,
          `reason ${t.text}`,
          `actor ${t.text}`,
          `worker_id ${t.id}`,
          `error ${t.text}`,
          `claimed_at ${t.time}`,
          `run_time ${t.time}`,
          'PRIMARY KEY (job_id, id)',
        ],
        t.table,
      ),
      ...createTable(
        dialect,
        'log',
        [
          `job_id ${t.id} NOT NULL`,
          `id ${t.id} NOT NULL`,
          `at ${t.time} NOT NULL`,
          `attempt ${t.int} NOT NULL`,
          `level ${t.name(5)} NOT NULL`,
          `message ${t.text} NOT NULL`,
          'PRIMARY KEY (job_id, id)',
        ],
        t.table,
      ),
      ...createTable(
        dialect,
        'tag',
        [`tag ${t.name(100)} NOT NULL`, `job_id ${t.id} NOT NULL`, 'PRIMARY KEY (tag, job_id)'],
        t.table,
        [{ name: 'job', columns: 'job_id' }],
      ),
      ...createTable(
        dialect,
        'worker',
        [
          `id ${t.id} NOT NULL PRIMARY KEY`,
          `name ${t.text} NOT NULL`,
          `host ${t.text} NOT NULL`,
          `pid ${t.int} NOT NULL`,
          `queues ${t.text} NOT NULL`,
          `types ${t.text} NOT NULL`,
          `concurrency ${t.int} NOT NULL`,
          `running ${t.int} NOT NULL DEFAULT 0`,
          `started_at ${t.time} NOT NULL`,
          `heartbeat_at ${t.time} NOT NULL`,
          `expires_at ${t.time} NOT NULL`,
          `stopped_at ${t.time}`,
        ],
        t.table,
      ),
    ];
  },
};
