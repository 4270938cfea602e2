import { Controller, Get, Header, Query } from '@nestjs/common';
import { html, type Html } from '../common/html.js';
import { money } from '../common/money.js';
import type { Product } from '../products/product.entity.js';
import { ProductsService, type ImportProgress } from '../products/products.service.js';
import { page, table, time } from './layout.js';
import { importForm, searchForm } from './product-forms.js';

@Controller('products')
export class ProductListController {
  constructor(private readonly products: ProductsService) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async list(@Query('words') given?: unknown): Promise<string> {
    const words = typeof given === 'string' ? given.trim() : '';
    const found = words === '' ? await this.products.first() : await this.products.search(words);
    return page({
      title: 'Products',
      path: '/products',
      content: html`${searchForm(words)} ${found ? productTable(...found, words) : NO_INDEX}
        <h2>Imports</h2>
        ${importTable(await this.products.latestImports())} ${importForm()}`,
    });
  }
}

const NO_INDEX = html`<p>There is no index to search yet: the first import of products writes it.</p>`;

function productTable(products: Product[], count: number, words: string): Html {
  const all = `${count} ${count === 1 ? 'product' : 'products'}`;
  const shown = products.length < count ? `, of which these are the first ${products.length}` : '';
  const rows = products.map(
    ({ sku, name, cents }) =>
      html`<tr>
        <td>${sku}</td>
        <td>${name}</td>
        <td>${money(cents)}</td>
      </tr>`,
  );
  return html`<p role="status">
      ${words === '' ? `There are ${all}${shown}.` : `“${words}” finds ${all}${shown}.`}
      ${words === '' ? '' : html`<a href="/products">Show all</a>`}
    </p>
    ${rows.length > 0 ? table('Products', ['SKU', 'Name', 'Price'], rows) : ''}`;
}

function importTable(imports: ImportProgress[]): Html {
  if (imports.length === 0) {
    return html`<p>There are no imports yet.</p>`;
  }
  const rows = imports.map(
    ({ id, startedAt, rows: total, batch }) =>
      html`<tr>
        <td><a href="/products/imports/${id}?live">Import ${id}</a></td>
        <td>${time(startedAt)}</td>
        <td>${total}</td>
        <td class="state ${batch?.state ?? ''}">${batch?.state ?? 'forgotten'}</td>
        <td>${batch ? batch.total - batch.pending : ''}</td>
        <td>${batch?.failed ?? ''}</td>
      </tr>`,
  );
  return table('Imports', ['Import', 'Started', 'Products', 'State', 'Ended', 'Failed'], rows);
}
