import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { JobsModule } from 'nestfire';
import { afterEach } from 'vitest';
import { JobRegistry } from '../../../lib/discovery/index.js';

/** A database that needs no file, and no worker. */
export const MEMORY = {
  dataSource: { type: 'better-sqlite3', database: ':memory:' },
  worker: false,
} as const;

/** The stored names of `MailService`. */
export const MAIL_TYPES = ['MailService.send', 'mail.remind', 'MailService.remember', 'mail.nag'];

/** Applications of one test, closed after it. */
export class Applications {
  private readonly opened: TestingModule[] = [];

  constructor() {
    afterEach(async () => {
      await Promise.all(this.opened.splice(0).map((app) => app.close()));
    });
  }

  /** The application that was started last. */
  get last(): TestingModule {
    return this.opened.at(-1)!;
  }

  /** Starts an application with the jobs module and says which jobs it has found. */
  start(metadata: ModuleMetadata): Promise<JobRegistry> {
    return this.startWithout({
      ...metadata,
      imports: [JobsModule.forRoot(MEMORY), ...(metadata.imports ?? [])],
    });
  }

  /** The same, when the jobs module is among the imports already. */
  async startWithout(metadata: ModuleMetadata): Promise<JobRegistry> {
    const app = await Test.createTestingModule(metadata).compile();
    this.opened.push(app);
    await app.init();
    return app.get(JobRegistry, { strict: false });
  }
}
