import { HttpException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { BackgroundJob, JobScheduler, NonRetryableJobError } from 'nestfire';
import { Repository } from 'typeorm';
import { readCents } from '../common/input.js';
import { CatalogueIndex } from './catalogue-index.js';
import type { ProductRow } from './product-rows.js';
import { Product } from './product.entity.js';

/** Adds the products of an import, each in a job of its own. */
@Injectable()
export class ProductImporter {
  constructor(
    @InjectRepository(Product) private readonly products: Repository<Product>,
    private readonly jobs: JobScheduler,
  ) {}

  /** Adds the product, or changes the one with this SKU. */
  @BackgroundJob({ timeout: '30s' })
  async add({ sku, name, price }: ProductRow): Promise<void> {
    await this.products.upsert({ sku, name, cents: centsOf(price) }, ['sku']);
    // The product is committed by now: an index that waits in the queue will find it. So one is enough
    // for all products of a second, and where none waits this makes one.
    await this.jobs.enqueue(CatalogueIndex, (index) => index.rebuild(), { delay: '1s' });
  }
}

/** No further attempt would make the price of a file a better one. */
function centsOf(price: string): number {
  try {
    return readCents(price, 'price', 10_000);
  } catch (error) {
    throw error instanceof HttpException
      ? new NonRetryableJobError(`${error.message} (got "${price}")`)
      : error;
  }
}
