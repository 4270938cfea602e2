export type { StoreDatabase } from './contract/case.js';
export { jobStoreContract, type ContractCase, type JobStoreHarness } from './job-store-contract.js';

// What a store of one's own implements
export * from '../store/index.js';
