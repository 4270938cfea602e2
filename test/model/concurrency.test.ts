import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.js';
import { concurrent } from './commands/index.js';
import { Crowd } from './crowd.js';
import { Cluster } from './database/cluster.js';
import { tryOut } from './run.js';

const RUNS = { SQLite: 0, PostgreSQL: 150, MariaDB: 100 };

const command = fc.oneof({ withCrossShrink: true }, ...concurrent);
/** Something is there before others come. */
const alone = fc.array(fc.tuple(command), { maxLength: 12, size: 'max' });
const together = fc.array(fc.array(command, { minLength: 2, maxLength: 4 }), { maxLength: 10, size: 'max' });

describeEachDatabase(
  'Random commands at once',
  (kind, create) => {
    let cluster: Cluster;
    beforeAll(async () => {
      cluster = await Cluster.start(await create(), 4);
    });
    afterAll(() => cluster.stop());

    it('[I3] [I4] [I5] [I8] break no invariant', async () => {
      let played = 0;
      let conflicts = 0;
      await tryOut(
        'Up to four commands at once',
        kind,
        RUNS,
        fc.asyncProperty(alone, together, async (before, rounds) => {
          const crowd = await Crowd.start(cluster);
          for (const round of [...before, ...rounds]) {
            await crowd.play(round);
          }
          await crowd.finish();
          played += crowd.length;
          conflicts += crowd.conflicts;
        }),
      );
      console.log(`${played} commands were played, and ${conflicts} transactions were rolled back`);
      expect(conflicts).toBeLessThan(played / 10);
    });
  },
  // On SQLite one writes after the other, and transactions of one DataSource are not apart.
  ['PostgreSQL', 'MariaDB'],
);
