import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { JobScheduler, type BatchInfo } from 'nestfire';
import { DataSource, In, Repository } from 'typeorm';
import { CatalogueIndex } from './catalogue-index.js';
import { ImportReport } from './import-report.js';
import { ProductImporter } from './product-importer.js';
import type { ProductRow } from './product-rows.js';
import { Product, ProductImport } from './product.entity.js';

/** An import with how far it is; nobody knows any more once its jobs are forgotten. */
export interface ImportProgress extends ProductImport {
  batch: BatchInfo | null;
}

/** Products on a page. */
const SHOWN = 20;

@Injectable()
export class ProductsService {
  constructor(
    @InjectRepository(Product) private readonly products: Repository<Product>,
    @InjectRepository(ProductImport) private readonly imports: Repository<ProductImport>,
    private readonly dataSource: DataSource,
    private readonly jobs: JobScheduler,
    private readonly index: CatalogueIndex,
  ) {}

  /** The import, a job for each product and the report after them are committed together, or not at all. */
  async import(rows: ProductRow[]): Promise<ProductImport> {
    return this.dataSource.transaction(async (manager) => {
      const batch = await this.jobs.batch(
        `import of ${rows.length} products`,
        (products) => {
          for (const row of rows) {
            const tags = [ImportReport.tagOf(row.sku)];
            products.enqueue(ProductImporter, (importer) => importer.add(row), { tags });
          }
        },
        { manager },
      );
      const { id: batchId } = batch;
      const saved = await manager.save(ProductImport, { batchId, rows: rows.length, startedAt: new Date() });
      // Whatever became of the products, also when the import is cancelled.
      await this.jobs.continueWith(batch, ImportReport, (report) => report.write(saved.id), {
        on: 'finished',
        tags: [`import:${saved.id}`],
        manager,
      });
      return saved;
    });
  }

  async progress(importId: number): Promise<ImportProgress> {
    return this.withBatch(await this.findImport(importId));
  }

  async latestImports(): Promise<ImportProgress[]> {
    const imports = await this.imports.find({ order: { id: 'DESC' }, take: 10 });
    return Promise.all(imports.map((each) => this.withBatch(each)));
  }

  /** What is imported already stays. */
  async cancel(importId: number): Promise<void> {
    const { batchId } = await this.findImport(importId);
    if (!(await this.jobs.batches.cancel(batchId, { reason: 'Cancelled on the page of the import' }))) {
      throw new ConflictException(`Import ${importId} has ended already`);
    }
  }

  /** The first products, by SKU, and how many there are. */
  first(): Promise<[Product[], number]> {
    return this.products.findAndCount({ order: { sku: 'ASC' }, take: SHOWN });
  }

  /** The first of the products that are found, and how many are; `null` as long as there is no index. */
  async search(text: string): Promise<[Product[], number] | null> {
    const skus = await this.index.search(text);
    const found = { where: { sku: In(skus?.slice(0, SHOWN) ?? []) }, order: { sku: 'ASC' } } as const;
    return skus && [await this.products.find(found), skus.length];
  }

  private async findImport(id: number): Promise<ProductImport> {
    const found = await this.imports.findOneBy({ id });
    if (!found) {
      throw new NotFoundException(`There is no import ${id}`);
    }
    return found;
  }

  private async withBatch(each: ProductImport): Promise<ImportProgress> {
    return { ...each, batch: await this.jobs.batches.find(each.batchId) };
  }
}
