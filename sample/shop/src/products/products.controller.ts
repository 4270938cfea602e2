import { Body, Controller, Param, ParseIntPipe, Post, UseInterceptors } from '@nestjs/common';
import { FormRedirect } from '../common/form-redirect.interceptor.js';
import { readProductRows } from './product-rows.js';
import type { ProductImport } from './product.entity.js';
import { ProductsService } from './products.service.js';

@Controller('products')
@UseInterceptors(new FormRedirect('/products/imports/:id?live'))
export class ProductsController {
  constructor(private readonly products: ProductsService) {}

  @Post('import')
  import(@Body() body: unknown): Promise<ProductImport> {
    return this.products.import(readProductRows(body));
  }

  @Post('imports/:id/cancel')
  async cancel(@Param('id', ParseIntPipe) id: number): Promise<void> {
    await this.products.cancel(id);
  }
}
