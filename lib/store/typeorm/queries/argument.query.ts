import sql, { join, raw, type Sql } from 'sql-template-tag';
import { JsonSerializer } from '../../../serialization/json-serializer.js';
import { TAG } from '../../../serialization/tagged-values.js';
import { meaningsOf } from '../../argument-meanings.js';
import { SEARCHED_ARGUMENTS, type ArgumentMatch } from '../../dashboard-store.js';
import type { Dialect } from '../dialects/dialect.js';
import { MysqlDialect } from '../dialects/mysql.dialect.js';
import { PostgresDialect } from '../dialects/postgres.dialect.js';

/** Arguments that are longer are not searched. */
const LONGEST = 100_000;

const serializer = new JsonSerializer();

/** The value at a path below the argument that is looked at. */
type At = (path: string[]) => Sql;

/**
 * Whether the arguments have this value at this place. A place is one that is shown: no list stands for its
 * items, and nothing is found inside of what a tag marks, where keys and indexes are others. Arguments
 * that are no JSON (another serialiser's, or spoilt) have no value anywhere: the search goes on.
 */
export function argumentMatches(dialect: Dialect, match: ArgumentMatch): Sql {
  const isShort = sql`length(job.args) < ${LONGEST}`;
  if (dialect instanceof PostgresDialect) {
    // Texts with \u0000 or half a character are JSON, and PostgreSQL cannot hold them.
    return sql`CASE WHEN ${isShort} AND job.args IS JSON ARRAY AND job.args !~* '\\\\u(0000|d[89a-f])'
      THEN EXISTS (
        SELECT 1 FROM jsonb_array_elements(job.args::jsonb) WITH ORDINALITY AS argument(value, place)
        WHERE ${isMeant(sql`argument.place - 1`, match)} AND ${postgresMatches(match)}
      ) ELSE false END`;
  }
  if (dialect instanceof MysqlDialect) {
    return sql`(CASE WHEN ${isShort} AND JSON_VALID(job.args) THEN EXISTS (
      SELECT 1 FROM (${places(match)}) AS argument WHERE ${mysqlMatches(match)}) ELSE 0 END) > 0`;
  }
  const at: At = (path) => sql`(job.args -> ('$[' || argument.key || ']' || ${jsonPath(path)}))`;
  return sql`CASE WHEN ${isShort} AND json_valid(job.args) THEN EXISTS (
    SELECT 1 FROM json_each(job.args) AS argument
    WHERE ${isMeant(raw('argument.key'), match)} AND ${dialect.textIn(at(match.path), formsOf(match.value))}
      AND ${join(untagged(match, at), ' AND ')}) ELSE 0 END`;
}

function postgresMatches(match: ArgumentMatch): Sql {
  const at: At = (path) => sql`(argument.value #> ${path}::text[])`;
  return join(
    [
      sql`${at(match.path)} = ANY(${formsOf(match.value)}::text[]::jsonb[])`,
      ...untagged(match, at),
      // -1 would be the last item.
      ...containers(match, (path, kind) => sql`jsonb_typeof(${at(path)}) = ${kind}`),
    ],
    ' AND ',
  );
}

function mysqlMatches(match: ArgumentMatch): Sql {
  const at: At = (path) => sql`JSON_EXTRACT(job.args, CONCAT('$[', argument.place, ']', ${jsonPath(path)}))`;
  const forms = formsOf(match.value).map((form) => sql`JSON_CONTAINS(${at(match.path)}, ${form})`);
  return join(
    [
      raw('argument.place < JSON_LENGTH(job.args)'),
      sql`(${join(forms, ' OR ')})`,
      // A list contains what its items are.
      sql`JSON_TYPE(${at(match.path)}) <> 'ARRAY'`,
      ...untagged(match, at),
      // [0] of what is no list would be itself.
      ...containers(match, (path, kind) => sql`JSON_TYPE(${at(path)}) = ${kind.toUpperCase()}`),
    ],
    ' AND ',
  );
}

function isMeant(place: Sql, { argument }: ArgumentMatch): Sql {
  return argument === null ? sql`${place} < ${SEARCHED_ARGUMENTS}` : sql`${place} = ${argument}`;
}

/** The numbers of the arguments to look at, as rows. */
function places({ argument }: ArgumentMatch): Sql {
  const numbers = argument === null ? Array.from({ length: SEARCHED_ARGUMENTS }, (_, at) => at) : [argument];
  return join(
    numbers.map((number) => sql`SELECT ${raw(String(number))} AS place`),
    ' UNION ALL ',
  );
}

/** Nothing around the value has a tag: of plain objects, none has this key. */
function untagged({ path }: ArgumentMatch, at: At): Sql[] {
  return [raw('1 = 1'), ...around(path).map((outer) => sql`${at([...outer, TAG])} IS NULL`)];
}

/** Indexes are looked for in lists, and keys in objects. */
function containers({ path }: ArgumentMatch, is: (outer: string[], kind: 'array' | 'object') => Sql): Sql[] {
  return around(path).map((outer, depth) => is(outer, isIndex(path[depth]!) ? 'array' : 'object'));
}

/** The paths of what a value is in, from the argument itself on. */
function around(path: string[]): string[][] {
  return path.map((_, depth) => path.slice(0, depth));
}

function jsonPath(path: string[]): string {
  return path.map((key) => (isIndex(key) ? `[${key}]` : `.${JSON.stringify(key)}`)).join('');
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key);
}

/** As our serialiser stores it. */
function formsOf(value: string): string[] {
  return meaningsOf(value).map((meaning) => serializer.serialize(meaning, 'a search'));
}

/** PostgreSQL can tell since version 16 whether a text is JSON. */
export function* canSearchArguments(dialect: Dialect) {
  if (!(dialect instanceof PostgresDialect)) {
    return true;
  }
  const { rows } = yield raw(`SELECT current_setting('server_version_num')::int AS version`);
  return Number(rows[0]?.version) >= 160_000;
}
