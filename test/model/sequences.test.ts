import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEachDatabase } from '../support/databases.js';
import { commands } from './commands/index.js';
import { Cluster, IN_MEMORY } from './database/cluster.js';
import { tryOut } from './run.js';
import { Session } from './session.js';

const RUNS = { SQLite: 2_000, PostgreSQL: 150, MariaDB: 100 };
/** They are half as long on average. */
const LONGEST = 50;

describeEachDatabase('Random sequences of commands', (kind, create) => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await Cluster.start(await create(IN_MEMORY), 3);
  });
  afterAll(() => cluster.stop());

  it('[I3] [I4] [I5] [I8] leave every row as the model says', async () => {
    let played = 0;
    await tryOut(
      'One command after the other',
      kind,
      RUNS,
      fc.asyncProperty(
        fc.commands([fc.oneof({ withCrossShrink: true }, ...commands)], {
          maxCommands: LONGEST,
          size: 'max',
        }),
        async (sequence) => {
          const session = await Session.start(cluster);
          await fc.asyncModelRun(() => ({ model: session, real: cluster }), sequence);
          await session.finish();
          played += session.length;
        },
      ),
    );
    console.log(`${played} commands were played`);
    expect(played).toBeGreaterThan(0);
  });
});
