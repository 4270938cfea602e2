import sql, { empty, join, raw, type Sql } from 'sql-template-tag';
import type { AdmitRequest, Lane } from '../../control-records.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Operation, Row } from '../operation.js';
import { readLanes } from '../read-values.js';
import { chunksOf } from '../../../utils/index.js';

/** A job that waits at a gate. */
export interface Waiting {
  id: string;
  gate: string;
  lanes: Lane[];
  priority: number;
  runAt: number;
}

/** Gates asked for their jobs in one statement, at most. */
const CHUNK = 50;
/** Of the jobs that have come last, so many are looked at: of their gates nobody may have told. */
const RECENT = 100;

/**
 * The gates that are named, those of the last jobs, and the next ones in the index of waiting jobs,
 * found by jumping from gate to gate: its cost depends on `sweep` and not on how many jobs wait.
 */
export function* gatesToSee(
  dialect: Dialect,
  { gates, after, sweep }: AdmitRequest,
): Operation<{ gates: string[]; after: string | null }> {
  const { job } = dialect.tables;
  if (sweep === 0) {
    return { gates: [...new Set(gates)], after };
  }
  const above = after === null ? empty : sql` AND gate > ${after}`;
  const found = yield sql`
    WITH RECURSIVE waiting (gate, depth) AS (
      SELECT MIN(gate), 1 FROM ${job} WHERE state = 'throttled'${above}
      UNION ALL
      SELECT (SELECT MIN(job.gate) FROM ${job} AS job WHERE job.state = 'throttled' AND job.gate > waiting.gate),
        waiting.depth + 1
      FROM waiting WHERE waiting.gate IS NOT NULL AND waiting.depth < ${sweep}
    )
    SELECT gate FROM waiting WHERE gate IS NOT NULL`;
  const swept = found.rows.map((row) => row.gate as string);
  const last = yield sql`
    SELECT DISTINCT gate FROM (
      SELECT gate FROM ${job} WHERE state = 'throttled' ORDER BY id DESC LIMIT ${RECENT}
    ) AS recent WHERE gate IS NOT NULL`;
  return {
    gates: [...new Set([...gates, ...last.rows.map((row) => row.gate as string), ...swept])],
    after: swept.length === sweep ? swept.at(-1)! : null,
  };
}

/**
 * The first `count` jobs that wait at each gate, by priority, then time, then id. Those of paused queues
 * stay where they are: nobody would claim them, and they would take places of others.
 */
export function* firstOfEach(
  dialect: Dialect,
  gates: { gate: string; count: number }[],
  paused: string[],
): Operation<Waiting[]> {
  const rows: Row[] = [];
  const single = gates.filter(({ count }) => count === 1).map(({ gate }) => ({ gate }));
  if (single.length > 0) {
    const first = head(dialect, raw('v.gate'), 1, raw('w.id'), paused);
    const found = yield sql`
      SELECT ${columns('job.')} FROM ${dialect.values({ gate: 'text' }, single)}
      JOIN ${dialect.tables.job} AS job ON job.id = (${first})`;
    rows.push(...found.rows);
  }
  for (const some of chunksOf(
    gates.filter(({ count }) => count > 1),
    CHUNK,
  )) {
    const each = some.map(
      ({ gate, count }, index) =>
        sql`SELECT ${columns()} FROM (${head(dialect, sql`${gate}`, count, columns('w.'), paused)}) AS ${raw(`g${index}`)}`,
    );
    const found = yield join(each, ' UNION ALL ');
    rows.push(...found.rows);
  }
  return rows.map((row) => ({
    id: dialect.readId(row.id),
    gate: row.gate as string,
    lanes: readLanes(row.lanes),
    priority: Number(row.priority),
    runAt: Number(row.run_at),
  }));
}

function head(dialect: Dialect, gate: Sql, count: number, selected: Sql, paused: string[]): Sql {
  const isOpen = paused.length > 0 ? sql`AND NOT (${dialect.textIn(raw('w.queue'), paused)})` : empty;
  return sql`SELECT ${selected} FROM ${dialect.tables.job} AS w ${dialect.useIndex('job', 'throttled')}
    WHERE w.state = 'throttled' AND w.gate = ${gate} ${isOpen} ORDER BY w.priority, w.run_at, w.id LIMIT ${count}`;
}

function columns(table = ''): Sql {
  return raw(['id', 'gate', 'lanes', 'priority', 'run_at'].map((name) => table + name).join(', '));
}
