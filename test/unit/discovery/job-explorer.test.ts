import { Controller, Module, Scope } from '@nestjs/common';
import { BackgroundJob, type JobRequest } from 'nestfire';
import { describe, expect, it } from 'vitest';
import type { JobRegistry } from '../../../lib/discovery/index.js';
import { Applications, MAIL_TYPES } from './applications.js';
import {
  BulkMailService,
  DependsOnScoped,
  MailService,
  PlainService,
  ScopedService,
  TransientService,
} from './services.js';

describe('Discovery', () => {
  const applications = new Applications();
  const start = applications.start.bind(applications);

  async function run(registry: JobRegistry, type: string, id = '1', args: unknown[] = []): Promise<unknown> {
    return registry.find(type)!.invoke({ id } as JobRequest, args);
  }

  describe('finds the decorated methods of', () => {
    it('providers, by class and method or by the name they are given', async () => {
      const registry = await start({ providers: [MailService, PlainService] });
      expect(registry.types.toSorted()).toEqual(MAIL_TYPES.toSorted());
      expect(registry.find('MailService.send')).toMatchObject({
        name: 'MailService.send',
        options: { queue: 'mail' },
        source: 'MailService.send (RootTestModule)',
      });
      expect(registry.find('MailService.remind')).toBeUndefined();
      expect(registry.find('MailService.helper')).toBeUndefined();
    });

    it('controllers', async () => {
      @Controller('reports')
      class ReportsController {
        @BackgroundJob()
        build() {
          return 'built';
        }
      }
      const registry = await start({ controllers: [ReportsController] });
      expect(registry.types).toEqual(['ReportsController.build']);
      expect(await run(registry, 'ReportsController.build')).toBe('built');
    });

    it('providers of other modules', async () => {
      @Module({ providers: [MailService] })
      class MailModule {}
      const registry = await start({ imports: [MailModule] });
      expect(registry.find('MailService.send')?.source).toBe('MailService.send (MailModule)');
    });

    it('subclasses, under their own names, with the options of the methods they override', async () => {
      const registry = await start({ providers: [BulkMailService] });
      expect(registry.types.toSorted()).toEqual(['BulkMailService.remind', 'BulkMailService.send']);
      expect(registry.find('BulkMailService.send')?.options).toEqual({ queue: 'mail' });
      expect(await run(registry, 'BulkMailService.remind')).toBe(-1);
    });

    it.each([
      ['useClass', { provide: 'MAIL', useClass: MailService }],
      ['useValue', { provide: 'MAIL', useValue: new MailService() }],
      ['useFactory', { provide: 'MAIL', useFactory: () => new MailService() }],
      ['useFactory that takes time', { provide: 'MAIL', useFactory: async () => new MailService() }],
      [
        'useFactory that injects',
        { provide: 'MAIL', inject: [PlainService], useFactory: () => new MailService() },
      ],
      ['useFactory that gives a subclass', { provide: PlainService, useFactory: () => new MailService() }],
    ])('what is provided with %s', async (_, provider) => {
      const registry = await start({ providers: [PlainService, provider] });
      expect(registry.types.toSorted()).toEqual(MAIL_TYPES.toSorted());
      expect(await run(registry, 'MailService.send', '1', ['a@b.c'])).toBe('a@b.c (1)');
    });
  });

  it('counts one instance once, under however many tokens it is provided', async () => {
    const shared = new BulkMailService();
    const registry = await start({
      providers: [
        MailService,
        { provide: 'MAIL', useExisting: MailService },
        { provide: 'AGAIN', useExisting: 'MAIL' },
        { provide: 'BULK', useValue: shared },
        { provide: BulkMailService, useValue: shared },
      ],
    });
    expect(registry.types).toHaveLength(MAIL_TYPES.length + 2);
    applications.last.get<MailService>('AGAIN').send('x');
    expect(await run(registry, 'mail.remind')).toBe(1);
  });

  it('finds a job also by the name it has on the class it is provided for, which is all that callers know', async () => {
    class Mailer {
      @BackgroundJob()
      deliver() {
        return 'nowhere';
      }
    }
    class SmtpMailer extends Mailer {
      @BackgroundJob()
      override deliver() {
        return 'by SMTP';
      }
    }
    const registry = await start({ providers: [{ provide: Mailer, useClass: SmtpMailer }] });
    expect(registry.types.toSorted()).toEqual(['Mailer.deliver', 'SmtpMailer.deliver']);
    expect(registry.find('Mailer.deliver')).toBe(registry.find('SmtpMailer.deliver'));
    expect(await run(registry, 'Mailer.deliver')).toBe('by SMTP');
  });

  it('runs no getter of a provider while it looks', async () => {
    class Lazy {
      get connection(): unknown {
        throw new Error('not yet');
      }
      @BackgroundJob()
      run() {}
    }
    expect((await start({ providers: [Lazy] })).types).toEqual(['Lazy.run']);
  });

  it('takes no value without decorated methods for jobs', async () => {
    const values = [
      { send: () => 1 },
      'text',
      5,
      null,
      undefined,
      () => 1,
      Object.create(null),
      [1],
      MailService,
    ];
    const providers = values.map((useValue, index) => ({
      provide: `VALUE_${index}`,
      useValue: useValue as unknown,
    }));
    expect((await start({ providers })).types).toEqual([]);
  });

  it('finds a job by its aliases', async () => {
    const registry = await start({ providers: [MailService] });
    expect(registry.find('mail.nag')).toBe(registry.find('mail.remind'));
    expect(registry.find('MailService.remember')?.name).toBe('mail.remind');
  });

  it.each(['toString', '__proto__', 'constructor', ''])(
    '[I11] knows no job of the name "%s"',
    async (type) => {
      expect((await start({ providers: [MailService] })).find(type)).toBeUndefined();
    },
  );

  describe('runs', () => {
    it('every job of a singleton on the one instance there is', async () => {
      const registry = await start({ providers: [MailService] });
      expect(await run(registry, 'MailService.send', '1', ['a'])).toBe('a (1)');
      expect(await run(registry, 'MailService.send', '2', ['b'])).toBe('b (2)');
      expect(applications.last.get(MailService).remind()).toBe(2);
    });

    it('each job of a request-scoped provider on an instance of its own, whose REQUEST is the job', async () => {
      const registry = await start({ providers: [ScopedService] });
      expect(await run(registry, 'ScopedService.run', 'first')).toEqual({ calls: 1, id: 'first' });
      expect(await run(registry, 'ScopedService.run', 'second')).toEqual({ calls: 1, id: 'second' });
    });

    it('also when only something it depends on is request-scoped', async () => {
      const registry = await start({ providers: [ScopedService, DependsOnScoped] });
      expect(await run(registry, 'DependsOnScoped.run', 'first')).toEqual({ calls: 1, id: 'first' });
      expect(await run(registry, 'DependsOnScoped.run', 'second')).toEqual({ calls: 1, id: 'second' });
    });

    it('each job of a request-scoped controller on an instance of its own', async () => {
      @Controller({ path: 'counts', scope: Scope.REQUEST })
      class CountsController {
        private count = 0;
        @BackgroundJob()
        run() {
          return ++this.count;
        }
      }
      const registry = await start({ controllers: [CountsController] });
      expect(await run(registry, 'CountsController.run', '1')).toBe(1);
      expect(await run(registry, 'CountsController.run', '2')).toBe(1);
    });

    it('each job of a transient provider on an instance of its own', async () => {
      const registry = await start({ providers: [TransientService] });
      expect(await run(registry, 'TransientService.run')).toBe(1);
      expect(await run(registry, 'TransientService.run', '2')).toBe(1);
    });

    it('the provider of the module it was found in, when several have the token', async () => {
      @Module({ providers: [{ provide: 'SERVICE', useClass: MailService }] })
      class One {}
      @Module({ providers: [{ provide: 'SERVICE', useClass: BulkMailService }] })
      class Other {}
      const registry = await start({ imports: [One, Other] });
      expect(await run(registry, 'mail.remind')).toBe(0);
      expect(await run(registry, 'BulkMailService.remind')).toBe(-1);
    });
  });
});
