import type { JobStore } from '../store/index.js';
import { claimCases } from './contract/claim.cases.js';
import { insertCases } from './contract/insert.cases.js';
import { leaseCases } from './contract/lease.cases.js';
import { maintenanceCases } from './contract/maintenance.cases.js';
import { readingCases } from './contract/reading.cases.js';
import { settleCases } from './contract/settle.cases.js';
import { transitionCases } from './contract/transition.cases.js';

/** An empty database, and stores on it. */
export interface StoreDatabase {
  /** Opens one more store, as another process would. */
  connect(): Promise<JobStore>;
  /** Closes the stores and removes what they wrote. */
  tearDown(): Promise<void>;
}

/** What the contract needs to know about a store: how to get an empty one. */
export interface JobStoreHarness {
  setUp(): Promise<StoreDatabase>;
}

/** One promise of the contract. `run` rejects with an `AssertionError` when the store breaks it. */
export interface ContractCase {
  name: string;
  run(): Promise<void>;
}

/** A case as the groups write it: with its database made and cleared away for it. */
export interface CaseDefinition {
  name: string;
  run(database: StoreDatabase, store: JobStore): Promise<void>;
}

/**
 * What every `JobStore` promises, as cases for any test runner:
 * `for (const each of jobStoreContract(harness)) it(each.name, each.run)`.
 */
export function jobStoreContract(harness: JobStoreHarness): ContractCase[] {
  const groups = [
    insertCases,
    claimCases,
    settleCases,
    transitionCases,
    leaseCases,
    maintenanceCases,
    readingCases,
  ];
  return groups.flat().map(({ name, run }) => ({
    name,
    async run() {
      const database = await harness.setUp();
      try {
        await run(database, await database.connect());
      } finally {
        await database.tearDown();
      }
    },
  }));
}
