import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob } from 'nestfire';
import { Repository } from 'typeorm';
import { nullIfMissing, writeWhole } from '../common/files.js';
import { settings } from '../settings.js';
import { Product } from './product.entity.js';

const FILE = join(settings.dataDir, 'catalogue.json');

/** Finds products by the words in their names and SKUs. */
@Injectable()
export class CatalogueIndex {
  constructor(@InjectRepository(Product) private readonly products: Repository<Product>) {}

  /**
   * Writes the index of all products and returns its file. One that waits is enough, however many
   * products come; one that runs is not, as it may have read them before. And one at a time, or the
   * older of two could be the last to write.
   */
  @BackgroundJob({ unique: { while: 'queued' }, concurrency: 1, timeout: '1m' })
  async rebuild(): Promise<string> {
    const products = await this.products.find({ select: { sku: true, name: true }, order: { sku: 'ASC' } });
    const skus = new Map<string, string[]>();
    for (const { sku, name } of products) {
      for (const word of new Set(wordsOf(`${sku} ${name}`))) {
        const found = skus.get(word) ?? [];
        found.push(sku);
        skus.set(word, found);
      }
    }
    const index = Object.fromEntries([...skus].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    await writeWhole(FILE, (draft) => writeFile(draft, JSON.stringify(index, null, 1)));
    return FILE;
  }

  /** The SKUs of products that have all of the words; `null` as long as there is no index. */
  async search(text: string): Promise<string[] | null> {
    const file = await readFile(FILE, 'utf8').catch(nullIfMissing);
    if (file === null) {
      return null;
    }
    const index = new Map(Object.entries(JSON.parse(file) as Record<string, string[]>));
    const [first, ...others] = wordsOf(text).map((word) => new Set(index.get(word)));
    return [...(first ?? [])].filter((sku) => others.every((skus) => skus.has(sku)));
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
