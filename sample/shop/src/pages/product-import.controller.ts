import { Controller, Get, Header, Param, ParseIntPipe, Query } from '@nestjs/common';
import type { BatchInfo } from 'nestfire';
import { html, type Html } from '../common/html.js';
import { ImportReport, type ImportOutcome } from '../products/import-report.js';
import { ProductsService } from '../products/products.service.js';
import { page, table, time } from './layout.js';
import { cancelForm } from './product-forms.js';

@Controller('products/imports')
export class ProductImportController {
  constructor(
    private readonly products: ProductsService,
    private readonly report: ImportReport,
  ) {}

  @Get(':id')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async show(@Param('id', ParseIntPipe) id: number, @Query('live') live?: string): Promise<string> {
    const { startedAt, rows, batch } = await this.products.progress(id);
    const outcome = await this.report.read(id);
    return page({
      title: `Import ${id}`,
      path: '/products',
      // Once the report is there, nothing changes any more.
      refresh: live === undefined || outcome ? undefined : 1,
      content: html`<p>${rows} products, started ${time(startedAt)}. <a href="/products">All products</a></p>
        ${batch ? progressOf(batch) : ''} ${batch?.state === 'processing' ? cancelForm(id) : ''}
        <h2>Report</h2>
        ${outcome ? reportOf(outcome) : html`<p>It is written when all of the jobs have ended.</p>`}`,
    });
  }
}

function progressOf({ state, total, pending, failed, deleted, reason }: BatchInfo): Html {
  const ended = total - pending;
  return html`<p>
      <span class="state ${state}">${state}</span>: ${ended} of ${total} ended, ${failed} failed, ${deleted}
      cancelled. ${reason ?? ''}
    </p>
    <p><progress aria-label="Jobs that have ended" value="${ended}" max="${total}"></progress></p>`;
}

function reportOf({ imported, cancelled, failed }: ImportOutcome): Html {
  const rows = failed.map(
    ({ sku, why }) =>
      html`<tr>
        <td>${sku}</td>
        <td>${why}</td>
      </tr>`,
  );
  return html`<p>${imported} imported, ${failed.length} failed, ${cancelled} cancelled.</p>
    ${rows.length > 0 ? table('Failed products', ['SKU', 'Why'], rows) : ''}`;
}
