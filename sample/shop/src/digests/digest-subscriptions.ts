import { Injectable } from '@nestjs/common';
import { JobScheduler } from 'nestfire';
import type { EntityManager } from 'typeorm';
import { settings } from '../settings.js';
import { DigestService } from './digest.service.js';

/** Who gets a digest: each of them has a recurring job, and there is no other record of it. */
@Injectable()
export class DigestSubscriptions {
  constructor(private readonly jobs: JobScheduler) {}

  /** At some minute past eight that is always the same for one customer, and not the same for all of them. */
  async subscribe(userId: number, manager?: EntityManager): Promise<void> {
    await this.jobs.recurring.addOrUpdate(idOf(userId), DigestService, (digest) => digest.send(userId), {
      cron: 'H 8 * * *',
      timeZone: settings.timeZone,
      manager,
    });
  }

  async unsubscribe(userId: number): Promise<void> {
    await this.jobs.recurring.remove(idOf(userId));
  }

  async isSubscribed(userId: number): Promise<boolean> {
    return (await this.jobs.recurring.get(idOf(userId))) !== null;
  }
}

function idOf(userId: number): string {
  return `digest:${userId}`;
}
