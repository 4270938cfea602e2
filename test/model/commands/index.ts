import { batches } from './batches.js';
import { claims } from './claims.js';
import type { Weighted } from './command.js';
import { continuations } from './continuations.js';
import { inserts } from './inserts.js';
import { leases } from './leases.js';
import { limits } from './limits.js';
import { maintenance, pruning } from './maintenance.js';
import { operations, operationStarts } from './operations.js';
import { people } from './people.js';
import { settlements } from './settlements.js';
import { time } from './time.js';
import { transactions } from './transactions.js';
import { uniques } from './uniques.js';

/** What the application can do in a transaction of its own. */
const joining = [
  ...inserts,
  ...uniques,
  ...continuations,
  ...batches,
  ...settlements,
  ...people,
  ...operationStarts,
];

/** Those that may run at once, without a model: what is pruned cannot be counted any more. */
export const concurrent: Weighted[] = [
  ...joining,
  ...claims,
  ...leases,
  ...maintenance,
  ...time,
  ...limits,
  ...operations,
  transactions(5, joining),
];

/**
 * Every command there is. A new concern is a file of its own and a line here; what it has to
 * remember of a job goes into the world, and what its rows must look like into the checks.
 */
export const commands: Weighted[] = [...concurrent, ...pruning];
