// What the dashboard is measured with: jobs, two years of numbers, failures, and what people have done.

const PART = 500_000;
/** How long each span of the numbers is, and how many of it are kept. */
const SPANS = [
  [60_000, 2_880],
  [600_000, 1_008],
  [3_600_000, 720],
  [86_400_000, 730],
];
const TYPES = 50;
const FINGERPRINTS = 200;
const RECURRING = 200;

/** The first jobs are the waiting ones, where a search by the newest finds them last. */
export async function fill(client, { finished, waiting, startsAt }) {
  const started = performance.now();
  await client.query('SET synchronous_commit = off');
  await insertJobs(client, 'enqueued', 0, waiting, startsAt);
  for (let from = waiting; from < waiting + finished; from += PART) {
    await insertJobs(client, null, from, Math.min(PART, waiting + finished - from), startsAt);
  }
  await client.query(`INSERT INTO nestfire_tag SELECT 'vip', id FROM nestfire_job WHERE id::text LIKE '%00'`);
  await insertNumbers(client);
  await insertFailures(client);
  await insertHistory(client);
  await insertActions(client);
  await client.query('VACUUM (ANALYZE)');
  const { rows } = await client.query(
    `SELECT pg_size_pretty(pg_table_size('nestfire_job')) AS rows, pg_size_pretty(pg_indexes_size('nestfire_job')) AS indexes`,
  );
  console.log(
    `${finished} finished and ${waiting} waiting jobs in ${Math.round((performance.now() - started) / 1_000)} s: ` +
      `${rows[0].rows} and ${rows[0].indexes} of indexes\n`,
  );
}

async function insertJobs(client, state, from, count, startsAt) {
  await client.query(
    `INSERT INTO nestfire_job (id, type, queue, state, priority, run_at, created_at, claimed_at, finished_at, expires_at,
       attempt, claim, run_time, args, error, fingerprint, recurring_id)
     SELECT (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(i % 4096), 3, '0') || '8' || lpad(to_hex(i), 15, '0'))::uuid,
       CASE WHEN i % 1000000 = 7 THEN 'Rare.run' ELSE 'Service' || i % ${TYPES} || '.run' END, 'queue-' || i % 10, state, 0,
       ms, ms, CASE WHEN state <> 'enqueued' THEN ms + 5 END, CASE WHEN state <> 'enqueued' THEN ms + 10 END,
       CASE WHEN state <> 'enqueued' THEN ms + 8640000000 END, 1, 1, 5,
       '[{"user":{"id":' || i || '},"text":"' || repeat('x', 80) || '"}]',
       CASE WHEN state = 'failed' THEN 'TypeError: cannot read property ' || i END,
       CASE WHEN state = 'failed' THEN lpad(to_hex(i / 100 % ${FINGERPRINTS}), 16, '0') END,
       CASE WHEN i % 10000 = 0 THEN 'digest' WHEN i % 1000 = 1 THEN 'report-' || i / 1000 % ${RECURRING} END
     FROM (SELECT i, $4::bigint + i * 7 AS ms,
         COALESCE($1::text, CASE WHEN i % 100 = 0 THEN 'failed' WHEN i % 100 = 1 THEN 'deleted' ELSE 'succeeded' END) AS state
       FROM generate_series($2::bigint, $3::bigint) AS i) AS made`,
    [state, from, from + count - 1, startsAt],
  );
}

/** Every type has ended jobs in every interval that is kept. */
async function insertNumbers(client) {
  for (const [span, count] of SPANS) {
    await client.query(
      `INSERT INTO nestfire_metric (span, at, queue, type, created, succeeded, failed, retried, wait_time, run_time, w5, w9, r4, r8)
       SELECT $1::int, $2::bigint - at * $1::bigint, 'queue-' || i % 10, 'Service' || i || '.run', 30 + i, 28 + i, 1, 1,
         60000, 9000, 20, 10 + i, 25, 5 + i
       FROM generate_series(0, $3::int - 1) AS at, generate_series(0, ${TYPES - 1}) AS i`,
      [span, Math.floor(Date.now() / span) * span, count],
    );
  }
}

/** Ten of the groups in every interval. */
async function insertFailures(client) {
  await client.query(
    `INSERT INTO nestfire_failure (fingerprint, type, name, message, frame, job_id, first_at, last_at)
     SELECT lpad(to_hex(i), 16, '0'), 'Service' || i % ${TYPES} || '.run', 'TypeError', 'cannot read property ' || i,
       'shop.service.js:' || i, (SELECT id FROM nestfire_job WHERE state = 'failed' LIMIT 1), $1::bigint - 86400000, $1
     FROM generate_series(0, ${FINGERPRINTS - 1}) AS i`,
    [Date.now()],
  );
  for (const [span, count] of SPANS) {
    await client.query(
      `INSERT INTO nestfire_failure_count (span, at, fingerprint, type, failed, retried)
       SELECT $1::int, $2::bigint - at * $1::bigint, lpad(to_hex(group_of), 16, '0'), 'Service' || group_of % ${TYPES} || '.run', 1, 2
       FROM generate_series(0, $3::int - 1) AS at, generate_series(0, 9) AS i,
         LATERAL (SELECT (at * 7 + i * 20) % ${FINGERPRINTS} AS group_of) AS which`,
      [span, Math.floor(Date.now() / span) * span, count],
    );
  }
}

/** Runs of recurring jobs that retention has removed. */
async function insertHistory(client) {
  await client.query(
    `INSERT INTO nestfire_recurring_history (recurring_id, job_id, created_at, finished_at, state, attempt, run_time)
     SELECT 'report-' || i, ('00000000-0000-7000-8000-' || lpad(to_hex(i * 100 + run), 12, '0'))::uuid, run, run, 'succeeded', 1, 5
     FROM generate_series(0, ${RECURRING - 1}) AS i, generate_series(0, 99) AS run`,
  );
}

/** Batches, operations, and what the audit knows of. */
async function insertActions(client) {
  const id = (kind) => `('01a00000-0000-7000-8${kind}00-' || lpad(to_hex(i), 12, '0'))::uuid`;
  await client.query(
    `INSERT INTO nestfire_batch (id, name, state, created_at, finished_at, total, pending, succeeded, failed, deleted)
     SELECT ${id(1)}, 'import ' || i, 'succeeded', i, i, 1000, 0, 1000, 0, 0 FROM generate_series(1, 10000) AS i`,
  );
  await client.query(
    `INSERT INTO nestfire_operation (id, action, parameters, filter, state, reason, actor, created_at, finished_at, matched, moved, skipped)
     SELECT ${id(2)}, 'requeue', '{}', '{"states":["failed"]}', 'finished', 'again', 'ayla', i, i, 1000, 990, 10
     FROM generate_series(1, 1000) AS i`,
  );
  await client.query(
    `INSERT INTO nestfire_audit (id, at, actor, action, target_kind, target_id, result, params)
     SELECT ${id(3)}, i, 'user-' || i % 20, 'requeueJob', 'job', i::text, 'done', '{}' FROM generate_series(1, 100000) AS i`,
  );
}

export const recurringIds = Array.from({ length: RECURRING }, (_, index) => `report-${index}`);
