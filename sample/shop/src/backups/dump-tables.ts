import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { Order, OrderItem } from '../orders/order.entity.js';
import { Product, ProductImport } from '../products/product.entity.js';
import { User } from '../users/user.entity.js';

/** In the order in which their rows can be put back. */
const ENTITIES = [User, Order, OrderItem, Product, ProductImport];

/** Rows that are in memory at a time. */
const PAGE = 1_000;

/** Writes every row of the shop as a line of JSON: `{ "table": …, "row": … }`. */
export async function dumpTables(dataSource: DataSource, file: string, signal: AbortSignal): Promise<void> {
  // All pages of all tables are read from one snapshot, so that every item has its order.
  await dataSource.transaction('REPEATABLE READ', (manager) =>
    pipeline(lines(manager), createWriteStream(file, { flush: true }), { signal }),
  );
}

async function* lines(manager: EntityManager): AsyncGenerator<string> {
  for (const entity of ENTITIES) {
    const table = manager.connection.getMetadata(entity).tableName;
    for await (const rows of pages(manager, entity)) {
      yield rows.map((row) => `${JSON.stringify({ table, row })}\n`).join('');
    }
  }
}

/** The rows as they are in the database, without what TypeORM would leave out: the ids of others. */
async function* pages(manager: EntityManager, entity: (typeof ENTITIES)[number]) {
  let last = 0;
  for (;;) {
    const rows = await manager
      .createQueryBuilder()
      .select('*')
      .from<{ id: number }>(entity, 'entry')
      .where('entry.id > :last', { last })
      .orderBy('entry.id')
      .limit(PAGE)
      .getRawMany<{ id: number }>();
    if (rows.length === 0) {
      return;
    }
    yield rows;
    last = rows.at(-1)!.id;
  }
}
