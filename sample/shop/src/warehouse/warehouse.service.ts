import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext } from 'nestfire';
import { settings } from '../settings.js';

/** Stands for a service of somebody else's that is down twice out of three times. */
@Injectable()
export class WarehouseService {
  constructor(private readonly job: JobContext) {}

  /** Packs an order. A customer's orders are packed one after the other, and those of others meanwhile. */
  @BackgroundJob({
    retry: { attempts: 5, backoff: { fixed: settings.syncRetryDelay } },
    concurrency: { limit: 1, key: (_orderId: number, customerId: number) => String(customerId) },
    timeout: '30s',
  })
  async pack(orderId: number, customerId: number): Promise<{ parcel: string }> {
    if (this.job.attempt < 3) {
      throw new Error('The warehouse does not answer');
    }
    this.job.log(`The warehouse packs for customer ${customerId}`);
    await sleep(settings.packingTime, undefined, { signal: this.job.signal });
    const parcel = `P-${String(orderId).padStart(5, '0')}`;
    this.job.log(`The warehouse answers: parcel ${parcel}`);
    return { parcel };
  }
}
