import type { EntityManager } from 'typeorm';
import { describeError } from '../../utils/index.js';
import type { NewOperation, OperationCancel, OperationInfo, OperationSlice } from '../operation-records.js';
import { OperationStore } from '../operation-store.js';
import { isDataError } from './connection-errors.js';
import * as bulk from './operations/bulk.operation.js';
import * as queries from './queries/operation.query.js';
import type { StoreConnection } from './store-connection.js';

/** The part of the TypeORM store that speaks of actions on sets of jobs. */
export class TypeOrmOperationStore extends OperationStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  start(operation: NewOperation, manager?: EntityManager): Promise<void> {
    return this.connection.write(
      () => bulk.startOperation(this.connection.dialect, operation),
      manager,
      false,
    );
  }

  async advance(limit: number): Promise<OperationSlice | null> {
    const { dialect } = this.connection;
    let taken: string | undefined;
    try {
      return await this.connection.transact(() =>
        bulk.advanceOperation(dialect, limit, (id) => (taken = id)),
      );
    } catch (error) {
      if (taken === undefined || !isDataError(error)) {
        throw error;
      }
      // Every other slice would end like this one.
      const id = taken;
      return this.connection.execute(() => bulk.failOperation(dialect, id, describeError(error)));
    }
  }

  cancel(cancel: OperationCancel, manager?: EntityManager): Promise<boolean> {
    return this.connection.write(() => bulk.cancelOperation(this.connection.dialect, cancel), manager, false);
  }

  find(id: string): Promise<OperationInfo | null> {
    return this.connection.read(() => queries.findOperation(this.connection.dialect, id));
  }

  list(limit: number, cursor: string | null): Promise<OperationInfo[]> {
    return this.connection.read(() => queries.listOperations(this.connection.dialect, limit, cursor));
  }
}
