import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext } from 'nestfire';
import { settings } from '../settings.js';

/** Stands for a service of somebody else's that is down twice out of three times. */
@Injectable()
export class WarehouseService {
  constructor(private readonly job: JobContext) {}

  @BackgroundJob({ retry: { attempts: 5, backoff: { fixed: settings.syncRetryDelay } }, timeout: '30s' })
  async pack(orderId: number): Promise<{ parcel: string }> {
    if (this.job.attempt < 3) {
      throw new Error('The warehouse does not answer');
    }
    const parcel = `P-${String(orderId).padStart(5, '0')}`;
    this.job.log(`The warehouse answers: parcel ${parcel}`);
    return { parcel };
  }
}
