import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext, Recurring } from 'nestfire';

export const HOSTILE = '<img src=x onerror=isHacked=true>';

/** Jobs that end in every way. */
@Injectable()
export class Shop {
  constructor(private readonly job: JobContext) {}

  @BackgroundJob()
  async ship(_orderId: string): Promise<string> {
    return 'shipped';
  }

  @BackgroundJob({ queue: 'mail', retry: { attempts: 1 } })
  async sendReceipt(orderId: string): Promise<void> {
    this.job.log(`Receipt of ${orderId}`, 'warn');
    throw new TypeError(`The order ${orderId} has no customer`);
  }

  /** Until it is asked to stop. */
  @BackgroundJob({ queue: 'import' })
  async importCatalogue(file: string): Promise<void> {
    this.job.progress(0.25);
    this.job.log(`Reading ${file}`);
    await new Promise((resolve) => this.job.signal.addEventListener('abort', resolve));
  }

  @Recurring('30 2 * * *', { id: 'backup', timeZone: 'America/New_York' })
  async backup(): Promise<void> {}
}
