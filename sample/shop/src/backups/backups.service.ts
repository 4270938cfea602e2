import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext, Recurring } from 'nestfire';
import { DataSource } from 'typeorm';
import { DRAFT, writeWhole } from '../common/files.js';
import { settings, SETTINGS, type Settings } from '../settings.js';
import { copySqlite } from './copy-sqlite.js';
import { dumpTables } from './dump-tables.js';

@Injectable()
export class BackupsService {
  private readonly folder: string;
  private readonly kept: number;

  constructor(
    private readonly dataSource: DataSource,
    private readonly job: JobContext,
    @Inject(SETTINGS) { dataDir, backupsKept }: Settings,
  ) {
    this.folder = join(dataDir, 'backups');
    this.kept = backupsKept;
  }

  /**
   * Writes a backup and returns its file. One that takes longer than until the next is due is not
   * joined by another, and a night on which the shop was down is made up for once.
   */
  @Recurring(
    { inject: [SETTINGS], useFactory: ({ backupCron }: Settings) => backupCron },
    { id: 'backup', timeZone: settings.timeZone, overlap: 'skip' },
  )
  @BackgroundJob({ timeout: '1h' })
  async write(): Promise<string> {
    const { signal } = this.job;
    // The nominal time: a second attempt writes the same file as the first.
    const time = (this.job.occurrenceAt ?? this.job.createdAt).toISOString().replace(/[:.]/g, '-');
    const isSqlite = this.dataSource.options.type === 'better-sqlite3';
    const file = join(this.folder, `shop-${time}.${isSqlite ? 'sqlite' : 'jsonl'}`);
    const write = isSqlite ? copySqlite : dumpTables;
    await writeWhole(file, (draft) => write(this.dataSource, draft, signal));
    await this.removeOld();
    return file;
  }

  /** All files of a backup go together: where SQLite has opened one, there are more beside it. */
  private async removeOld(): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => name.startsWith('shop-'));
    const backups = names.filter((name) => /\.(sqlite|jsonl)$/.test(name)).toSorted();
    const kept = backups.slice(-this.kept);
    // Only one backup is written at a time: any draft is what a process has left that died.
    const old = names.filter((name) => name.includes(DRAFT) || !kept.some((file) => name.startsWith(file)));
    for (const name of old) {
      await rm(join(this.folder, name), { force: true });
      this.job.log(`Removed ${name}`);
    }
  }
}
