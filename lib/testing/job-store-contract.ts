import type { StoreDatabase } from './contract/case.js';
import { batchCases } from './contract/batch.cases.js';
import { claimCases } from './contract/claim.cases.js';
import { continuationCases } from './contract/continuation.cases.js';
import { dashboardCases } from './contract/dashboard.cases.js';
import { failureCases } from './contract/failure.cases.js';
import { insertCases } from './contract/insert.cases.js';
import { leaseCases } from './contract/lease.cases.js';
import { limitCases } from './contract/limit.cases.js';
import { limitPlaceCases } from './contract/limit-place.cases.js';
import { maintenanceCases } from './contract/maintenance.cases.js';
import { metricCases } from './contract/metric.cases.js';
import { operationCases } from './contract/operation.cases.js';
import { operationSliceCases } from './contract/operation-slices.cases.js';
import { readingCases } from './contract/reading.cases.js';
import { recurringCases } from './contract/recurring.cases.js';
import { recurringHistoryCases } from './contract/recurring-history.cases.js';
import { settleCases } from './contract/settle.cases.js';
import { transitionCases } from './contract/transition.cases.js';
import { uniqueCases } from './contract/unique.cases.js';

/** What the contract needs to know about a store: how to get an empty one. */
export interface JobStoreHarness {
  setUp(): Promise<StoreDatabase>;
}

/** One promise of the contract. `run` rejects with an `AssertionError` when the store breaks it. */
export interface ContractCase {
  name: string;
  run(): Promise<void>;
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
    metricCases,
    failureCases,
    recurringCases,
    recurringHistoryCases,
    continuationCases,
    batchCases,
    uniqueCases,
    limitCases,
    limitPlaceCases,
    operationCases,
    operationSliceCases,
    dashboardCases,
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
