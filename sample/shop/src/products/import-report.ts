import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob, JobMonitor, JobScheduler } from 'nestfire';
import { Repository } from 'typeorm';
import { nullIfMissing, writeWhole } from '../common/files.js';
import { settings } from '../settings.js';
import { ProductImport } from './product.entity.js';

const TAG = 'product:';

/** What came of an import. */
export interface ImportOutcome {
  imported: number;
  cancelled: number;
  failed: { sku: string; why: string }[];
}

@Injectable()
export class ImportReport {
  constructor(
    @InjectRepository(ProductImport) private readonly imports: Repository<ProductImport>,
    private readonly jobs: JobScheduler,
    private readonly monitor: JobMonitor,
  ) {}

  /** The label of a product's job, by which the report knows it. */
  static tagOf(sku: string): string {
    return `${TAG}${sku}`;
  }

  /** Writes what came of an import whose batch has finished, and returns the file. */
  @BackgroundJob({ timeout: '1m' })
  async write(importId: number): Promise<string> {
    const { batchId } = await this.imports.findOneByOrFail({ id: importId });
    const batch = await this.jobs.batches.find(batchId);
    const outcome: ImportOutcome = {
      imported: batch?.succeeded ?? 0,
      cancelled: batch?.deleted ?? 0,
      failed: await this.failuresOf(batchId),
    };
    const file = fileOf(importId);
    await writeWhole(file, (draft) => writeFile(draft, JSON.stringify(outcome, null, 1)));
    return file;
  }

  /** The report; `null` as long as it is not written. */
  async read(importId: number): Promise<ImportOutcome | null> {
    const file = await readFile(fileOf(importId), 'utf8').catch(nullIfMissing);
    return file === null ? null : (JSON.parse(file) as ImportOutcome);
  }

  private async failuresOf(batchId: string): Promise<ImportOutcome['failed']> {
    const failed: ImportOutcome['failed'] = [];
    let cursor: string | null = null;
    do {
      const page = await this.monitor.list(
        { batchIds: [batchId], states: ['failed'] },
        { limit: 1_000, cursor },
      );
      for (const { tags, error } of page.jobs) {
        const sku = tags.find((tag) => tag.startsWith(TAG))?.slice(TAG.length) ?? '';
        failed.push({ sku, why: error ?? '' });
      }
      cursor = page.next;
    } while (cursor !== null);
    return failed.toReversed();
  }
}

function fileOf(importId: number): string {
  return join(settings.dataDir, 'reports', `import-${importId}.json`);
}
