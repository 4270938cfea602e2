import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { BackgroundJob, JobContext, Recurring } from 'nestfire';

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';
}

@Injectable()
export class Mailer {
  constructor(private readonly job: JobContext) {}

  @BackgroundJob({ queue: 'mail', retry: { attempts: 3, backoff: { fixed: '20m' } } })
  async sendWelcome(userId: number, _options: { template: string; locale: string }) {
    this.job.log(`Rendering the template for user ${userId}`);
    await sleep(40 + Math.random() * 200);
    if (userId % 5 === 0) {
      this.job.log('The provider does not answer', 'warn');
      throw new TimeoutError(`smtp.example.com did not answer within ${userId} ms`);
    }
    return { messageId: `<${userId}@example.com>` };
  }

  @BackgroundJob({ queue: 'mail', retry: { attempts: 1 } })
  async sendReceipt(orderId: string) {
    await sleep(20);
    try {
      JSON.parse(`{ order: ${orderId} }`);
    } catch (cause) {
      throw new TypeError(`The order ${orderId} has no customer`, { cause });
    }
  }
}

@Injectable()
export class Orders {
  constructor(private readonly job: JobContext) {}

  @BackgroundJob({ queue: 'critical' })
  async charge(_orderId: string, _card: { token: string; last4: string; items: unknown[] }) {
    await sleep(Math.random() * 400);
    return 'charged';
  }

  @BackgroundJob()
  async ship(_orderId: string) {
    await sleep(Math.random() * 900);
  }

  /** Long, with a log and progress to look at. */
  @BackgroundJob()
  async importCatalogue(file: string) {
    for (let step = 1; step <= 400 && !this.job.signal.aborted; step++) {
      this.job.progress(step / 400);
      this.job.log(
        `${file}: ${step * 25} rows`,
        step % 20 === 0 ? 'warn' : step % 5 === 0 ? 'debug' : 'info',
      );
      await sleep(1_000);
    }
  }
}

@Injectable()
export class Catalogue {
  @BackgroundJob()
  async importRow(row: number) {
    await sleep(5);
    if (row % 40 === 39) {
      throw new RangeError(`Row ${row} has no price`);
    }
  }

  @BackgroundJob({ queue: 'reindex' })
  async reindex(_name: string) {}
}

@Injectable()
export class Reports {
  @Recurring('*/1 * * * *', { id: 'heartbeat' })
  async heartbeat() {
    await sleep(Math.random() * 300);
    if (Math.random() < 0.2) {
      throw new Error('The heart skipped a beat');
    }
  }

  @Recurring('0 8 * * 1-5', { id: 'reports.daily', timeZone: 'Europe/Istanbul' })
  async sendDaily() {
    await sleep(500);
  }

  @Recurring('30 2 * * *', { id: 'backup', timeZone: 'America/New_York', overlap: 'skip' })
  async backup() {
    await sleep(800);
  }

  @Recurring('H H * * 0', { id: 'cleanup' })
  async cleanup() {}
}
