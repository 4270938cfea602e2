export {
  jobStoreContract,
  type ContractCase,
  type JobStoreHarness,
  type StoreDatabase,
} from './job-store-contract.js';
