import type { JobStore } from '../../store/index.js';

/** An empty database, and stores on it. */
export interface StoreDatabase {
  /** Opens one more store, as another process would. */
  connect(): Promise<JobStore>;
  /** Closes the stores and removes what they wrote. */
  tearDown(): Promise<void>;
}

/** A case as the groups write it: with its database made and cleared away for it. */
export interface CaseDefinition {
  name: string;
  run(database: StoreDatabase, store: JobStore): Promise<void>;
}
