import type { DataSource, EntityManager, EntitySubscriberInterface, QueryRunner } from 'typeorm';

/** What to do when a transaction ends. */
interface Ending {
  committed: () => void;
  rolledBack: (() => void) | undefined;
}

const pending = new WeakMap<QueryRunner, Ending[]>();

/**
 * Calls `action` once the manager's transaction has committed, and never if it rolls back; at once
 * if there is none, or no manager. `rolledBack` is called when it rolls back. Works with any DataSource: the first use adds a subscriber to it.
 */
export function afterCommit(
  manager: EntityManager | undefined,
  action: () => void,
  rolledBack?: () => void,
): void {
  const runner = manager?.queryRunner;
  if (!manager || !runner?.isTransactionActive) {
    action();
    return;
  }

  watch(manager.connection);
  const actions = pending.get(runner);
  if (actions) {
    actions.push({ committed: action, rolledBack });
  } else {
    pending.set(runner, [{ committed: action, rolledBack }]);
  }
}

const subscriber: EntitySubscriberInterface = {
  afterTransactionCommit: ({ queryRunner }) => finish(queryRunner, true),
  afterTransactionRollback: ({ queryRunner }) => finish(queryRunner, false),
};

function watch(dataSource: DataSource): void {
  // Asked each time: a DataSource that is initialised again has forgotten its subscribers.
  if (!dataSource.subscribers.includes(subscriber)) {
    dataSource.subscribers.push(subscriber);
  }
}

/** A savepoint's end leaves the transaction active: only the outermost end counts. */
function finish(runner: QueryRunner, committed: boolean): void {
  const actions = pending.get(runner);
  if (!actions || runner.isTransactionActive) {
    return;
  }
  pending.delete(runner);
  actions.forEach((action) => (committed ? action.committed() : action.rolledBack?.()));
}
