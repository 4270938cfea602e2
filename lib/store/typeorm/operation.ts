import type { Sql } from 'sql-template-tag';

export type Row = Record<string, unknown>;

export interface StatementResult {
  rows: Row[];
  affected: number;
}

const prepared = new WeakSet<Sql>();

/**
 * Marks a statement to be planned once for each connection. Only for those that have nothing to
 * choose, like an insert: the plan of a search that is made on an empty table would be kept while
 * the table grows.
 */
export function prepare(statement: Sql): Sql {
  prepared.add(statement);
  return statement;
}

export function isPrepared(statement: Sql): boolean {
  return prepared.has(statement);
}

/**
 * A piece of work on the database: a generator that yields statements and receives their results.
 * The same operation can be played asynchronously over a server's connection, through a caller's
 * `EntityManager`, or in one synchronous go on SQLite. It may be played again from the start after
 * a deadlock, so it must not touch anything but the database.
 */
export type Operation<Result> = Generator<Sql, Result, StatementResult>;

/** Plays an operation, statement by statement. A statement's error is thrown where it was yielded. */
export async function play<Result>(
  operation: Operation<Result>,
  execute: (statement: Sql) => Promise<StatementResult>,
): Promise<Result> {
  let step = operation.next();
  while (!step.done) {
    const outcome = await execute(step.value).catch((error: unknown) => ({ error }));
    step = 'error' in outcome ? operation.throw(outcome.error) : operation.next(outcome);
  }
  return step.value;
}

/** The same without ever giving way to other code. */
export function playSync<Result>(
  operation: Operation<Result>,
  execute: (statement: Sql) => StatementResult,
): Result {
  let step = operation.next();
  while (!step.done) {
    let outcome: StatementResult;
    try {
      outcome = execute(step.value);
    } catch (error) {
      step = operation.throw(error);
      continue;
    }
    step = operation.next(outcome);
  }
  return step.value;
}
