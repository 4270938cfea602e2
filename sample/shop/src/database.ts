import { join } from 'node:path';
import type { TypeOrmModuleOptions } from '@nestjs/typeorm';

/** The database a `DATABASE_URL` means; without one, a file in the shop's directory. */
export function databaseOptions(url: string | undefined, directory: string): TypeOrmModuleOptions {
  const [protocol, rest] = url?.split('://', 2) ?? [];
  switch (protocol) {
    case undefined:
    case '':
      return { type: 'better-sqlite3', database: join(directory, 'shop.sqlite') };
    case 'postgres':
    case 'postgresql':
      return { type: 'postgres', url: `postgres://${rest}` };
    case 'mysql':
    case 'mariadb':
      return { type: protocol, url };
    default:
      throw new Error('DATABASE_URL must begin with postgres://, mysql:// or mariadb://');
  }
}
