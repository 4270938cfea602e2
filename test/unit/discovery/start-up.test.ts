import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  BackgroundJob,
  DuplicateJobTypeError,
  JobScheduler,
  JobsModule,
  JobsOptionsError,
  type BackgroundJobOptions,
} from 'nestfire';
import { describe, expect, it } from 'vitest';
import { JobRegistry } from '../../../lib/discovery/index.js';
import { Applications, MAIL_TYPES, MEMORY } from './applications.js';
import { MailService } from './services.js';

describe('JobsModule refuses at start-up', () => {
  const applications = new Applications();
  const start = applications.start.bind(applications);

  it('a class that is provided in two modules, naming both', async () => {
    @Module({ providers: [MailService] })
    class BillingModule {}
    @Module({ providers: [MailService] })
    class SupportModule {}
    const started = start({ imports: [BillingModule, SupportModule] });
    await expect(started).rejects.toThrow(DuplicateJobTypeError);
    await expect(started).rejects.toThrow(
      'The job type "MailService.send" is declared by both MailService.send (BillingModule) and MailService.send (SupportModule)',
    );
    await expect(started).rejects.toThrow('provide it in one module only');
  });

  it.each<[string, BackgroundJobOptions]>([
    ['a name that is taken', { name: 'mail.remind' }],
    ['a name that is an alias elsewhere', { name: 'mail.nag' }],
    ['an alias that is a name elsewhere', { aliases: ['MailService.send'] }],
    ['an alias that is an alias elsewhere', { aliases: ['other', 'mail.nag'] }],
  ])('%s', async (_, options) => {
    @Injectable()
    class Other {
      @BackgroundJob(options)
      run() {}
    }
    const started = start({ providers: [MailService, Other] });
    await expect(started).rejects.toThrow(DuplicateJobTypeError);
    await expect(started).rejects.toMatchObject({ type: options.name ?? options.aliases!.at(-1) });
  });

  it('two classes of one name', async () => {
    const twin = () => {
      @Injectable()
      class Twin {
        @BackgroundJob()
        run() {}
      }
      return Twin;
    };
    await expect(start({ providers: [twin(), twin()] })).rejects.toThrow(
      'The job type "Twin.run" is declared by both',
    );
  });

  it('a second forRoot(), with the same options or others', async () => {
    for (const options of [MEMORY, { ...MEMORY, tablePrefix: 'other_' }]) {
      @Module({ imports: [JobsModule.forRoot(options)] })
      class Feature {}
      const started = start({ imports: [Feature] });
      await expect(started).rejects.toThrow(JobsOptionsError);
      await expect(started).rejects.toThrow('JobsModule.forRoot() was imported twice in this application');
    }
  });

  it('but not one dynamic module that is imported in two places', async () => {
    const jobs = JobsModule.forRoot(MEMORY);
    @Module({ imports: [jobs], providers: [MailService] })
    class Feature {}
    const registry = await applications.startWithout({ imports: [jobs, Feature] });
    expect(registry.types).toHaveLength(MAIL_TYPES.length);
  });

  it('and not forRoot() in two applications of one process', async () => {
    await start({ providers: [MailService] });
    await expect(start({ providers: [MailService] })).resolves.toBeInstanceOf(JobRegistry);
  });

  it('an option that is not allowed, when the application is built', async () => {
    const options = { ...MEMORY, maxPayload: -1 };
    await expect(
      Test.createTestingModule({ imports: [JobsModule.forRoot(options)] }).compile(),
    ).rejects.toThrow('JobsModule: maxPayload must be a whole number of at least 1 (got -1)');
    await expect(
      Test.createTestingModule({
        imports: [JobsModule.forRootAsync({ useFactory: async () => options })],
      }).compile(),
    ).rejects.toThrow(JobsOptionsError);
  });
});

describe('JobsModule', () => {
  const applications = new Applications();

  it.each([
    [true, 'without importing the module again'],
    [false, 'only where the module is imported'],
  ])('isGlobal: %s can be injected %s', async (isGlobal) => {
    @Injectable()
    class Producer {
      constructor(readonly jobs: JobScheduler) {}
    }
    @Module({ providers: [Producer] })
    class Feature {}
    const started = applications.startWithout({
      imports: [JobsModule.forRoot({ ...MEMORY, isGlobal }), Feature],
    });
    if (isGlobal) {
      await started;
      expect(applications.last.get(Producer, { strict: false }).jobs).toBeInstanceOf(JobScheduler);
    } else {
      await expect(started).rejects.toThrow(/can't resolve dependencies of the Producer/);
    }
  });
});
