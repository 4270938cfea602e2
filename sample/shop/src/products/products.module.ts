import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CatalogueIndex } from './catalogue-index.js';
import { ImportReport } from './import-report.js';
import { ProductImporter } from './product-importer.js';
import { Product, ProductImport } from './product.entity.js';
import { ProductsController } from './products.controller.js';
import { ProductsService } from './products.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Product, ProductImport])],
  controllers: [ProductsController],
  providers: [ProductsService, ProductImporter, ImportReport, CatalogueIndex],
  exports: [ProductsService, ImportReport],
})
export class ProductsModule {}
