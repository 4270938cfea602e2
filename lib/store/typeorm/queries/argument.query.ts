import sql, { raw, type Sql } from 'sql-template-tag';
import type { ArgumentMatch } from '../../dashboard-store.js';
import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';

/** Arguments that are longer are not searched. */
const LONGEST = 100_000;

/**
 * Whether the arguments have this value at this place, as a text or as a number. Arguments that are no
 * JSON (another serialiser's, or spoilt) have no value anywhere: the search goes on.
 */
export function argumentMatches(dialect: Dialect, { argument, path, value }: ArgumentMatch): Sql {
  const texts = [JSON.stringify(value), ...(isJsonScalar(value) ? [value] : [])];
  const below = path.map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${JSON.stringify(key)}`)).join('');
  const isShort = sql`length(job.args) < ${LONGEST}`;

  if (dialect instanceof PostgresDialect) {
    const found = `$[${argument ?? '*'}]${below} ? (@ == $values[*])`;
    // A text with \u0000 is JSON, and PostgreSQL cannot hold it.
    return sql`CASE WHEN ${isShort} AND job.args IS JSON ARRAY AND position('\\u0000' in job.args) = 0
      THEN jsonb_path_exists(job.args::jsonb, ${found}::text::jsonpath, ${`{"values": [${texts.join(', ')}]}`}::text::jsonb)
      ELSE false END`;
  }
  if (dialect instanceof MysqlDialect) {
    const found = sql`JSON_EXTRACT(job.args, ${`$[${argument ?? '*'}]${below}`})`;
    const [first, second = first] = texts.map((text) => sql`COALESCE(JSON_CONTAINS(${found}, ${text}), 0)`);
    return sql`(CASE WHEN ${isShort} AND JSON_VALID(job.args) THEN ${first!} + ${second!} ELSE 0 END) > 0`;
  }
  const places =
    argument === null ? sql`'$[' || argument.key || ']' || ${below}` : sql`${`$[${argument}]${below}`}`;
  return sql`CASE WHEN ${isShort} AND json_valid(job.args) THEN EXISTS (
    SELECT 1 FROM json_each(job.args) AS argument
    WHERE ${dialect.textIn(sql`(job.args -> (${places}))`, texts)}) ELSE 0 END`;
}

function isJsonScalar(text: string): boolean {
  return /^(-?\d{1,15}(\.\d{1,15})?|true|false|null)$/.test(text);
}

/** PostgreSQL can tell since version 16 whether a text is JSON. */
export function* canSearchArguments(dialect: Dialect) {
  if (!(dialect instanceof PostgresDialect)) {
    return true;
  }
  const { rows } = yield raw(`SELECT current_setting('server_version_num')::int AS version`);
  return Number(rows[0]?.version) >= 160_000;
}
