import type { EntityManager } from 'typeorm';
import type { AdmitRequest, Admitted, Control, Controls } from '../control-records.js';
import { LimitStore } from '../limit-store.js';
import { admitJobs } from './operations/admit.operation.js';
import { changeControls, readControls } from './operations/control.operation.js';
import type { StoreConnection } from './store-connection.js';

/** The part of the TypeORM store that speaks of limits and pauses. */
export class TypeOrmLimitStore extends LimitStore {
  constructor(private readonly connection: StoreConnection) {
    super();
  }

  admit(request: AdmitRequest): Promise<Admitted> {
    return this.connection.transact(() => admitJobs(this.connection.dialect, request));
  }

  change(
    ids: string[],
    decide: (controls: Control[], now: number) => Control[],
    manager?: EntityManager,
  ): Promise<Control[]> {
    const { dialect } = this.connection;
    return this.connection.write(() => changeControls(dialect, ids, decide), manager, true);
  }

  controls(): Promise<Controls> {
    return this.connection.execute(() => readControls(this.connection.dialect));
  }
}
