import { Controller, Get, Header, NotFoundException, Param, ParseIntPipe } from '@nestjs/common';
import { InvoicesService } from './invoices.service.js';

@Controller('invoices')
export class InvoicesController {
  constructor(private readonly invoices: InvoicesService) {}

  @Get(':orderId')
  @Header('Content-Type', 'text/html; charset=utf-8')
  async show(@Param('orderId', ParseIntPipe) orderId: number): Promise<string> {
    const invoice = await this.invoices.read(orderId);
    if (invoice === null) {
      throw new NotFoundException(`There is no invoice for order ${orderId} (yet)`);
    }
    return invoice;
  }
}
