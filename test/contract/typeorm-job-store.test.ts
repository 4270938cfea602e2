import { jobStoreContract } from 'nestfire/testing';
import { it } from 'vitest';
import type { JobStore } from '../../lib/store/index.js';
import { TypeOrmJobStore } from '../../lib/store/typeorm/index.js';
import { createDatabase, describeEachDatabase } from '../support/databases.js';

describeEachDatabase('The job store', (kind) => {
  const contract = jobStoreContract({
    async setUp() {
      const database = await createDatabase(kind);
      const stores: JobStore[] = [];
      return {
        async connect() {
          const store = new TypeOrmJobStore({
            dataSource: database.options,
            names: { prefix: 'nestfire_' },
            migrations: 'auto',
            connectTimeout: 10_000,
          });
          stores.push(store);
          await store.open();
          return store;
        },
        async tearDown() {
          await Promise.all(stores.map((store) => store.close()));
          await database.drop();
        },
      };
    },
  });

  for (const each of contract) {
    it(each.name, each.run);
  }
});
