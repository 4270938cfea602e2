import type { EntityManager } from 'typeorm';
import { describeError } from '../../utils/index.js';
import { JobStore } from '../job-store.js';
import type { NewOperation, OperationCancel, OperationInfo, OperationSlice } from '../operation-records.js';
import type { Dialect } from './dialects/dialect.js';
import * as bulk from './operations/bulk.operation.js';
import * as queries from './queries/operation.query.js';
import { StoreConnection, type TypeOrmJobStoreOptions } from './store-connection.js';

/** The part of the TypeORM store that speaks of actions on sets of jobs. */
export abstract class TypeOrmOperationStore extends JobStore {
  protected readonly connection: StoreConnection;
  protected readonly dialect: Dialect;

  /** @throws {UnsupportedDataSourceError} */
  constructor(options: TypeOrmJobStoreOptions) {
    super();
    this.connection = new StoreConnection(options);
    this.dialect = this.connection.dialect;
  }

  startOperation(operation: NewOperation, manager?: EntityManager): Promise<void> {
    return this.connection.write(() => bulk.startOperation(this.dialect, operation), manager, false);
  }

  async advanceOperation(limit: number): Promise<OperationSlice | null> {
    let taken: string | undefined;
    try {
      return await this.connection.transact(() =>
        bulk.advanceOperation(this.dialect, limit, (id) => (taken = id)),
      );
    } catch (error) {
      if (taken === undefined || !this.isRefusal(error)) {
        throw error;
      }
      // Every other slice would end like this one.
      const id = taken;
      return this.connection.execute(() => bulk.failOperation(this.dialect, id, describeError(error)));
    }
  }

  cancelOperation(cancel: OperationCancel, manager?: EntityManager): Promise<boolean> {
    return this.connection.write(() => bulk.cancelOperation(this.dialect, cancel), manager, false);
  }

  findOperation(id: string): Promise<OperationInfo | null> {
    return this.connection.read(() => queries.findOperation(this.dialect, id));
  }

  listOperations(limit: number, cursor: string | null): Promise<OperationInfo[]> {
    return this.connection.read(() => queries.listOperations(this.dialect, limit, cursor));
  }
}
