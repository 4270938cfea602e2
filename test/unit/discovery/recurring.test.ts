import { Injectable, Module, Scope, type ModuleMetadata } from '@nestjs/common';
import {
  BackgroundJob,
  DuplicateRecurringJobError,
  InvalidCronError,
  JobScheduler,
  JobsOptionsError,
  Recurring,
  type CronSource,
} from 'nestfire';
import { describe, expect, it } from 'vitest';
import { RecurringRegistry } from '../../../lib/discovery/index.js';
import { Applications } from './applications.js';

/** A service with one recurring job. */
function serviceWith(cron: CronSource) {
  @Injectable()
  class Reports {
    @Recurring(cron)
    build() {}
  }
  return Reports;
}

describe('Discovery of recurring jobs', () => {
  const applications = new Applications();

  async function start(metadata: ModuleMetadata): Promise<RecurringRegistry> {
    await applications.start(metadata);
    return applications.last.get(RecurringRegistry, { strict: false });
  }

  /** The expression that a service with this one is found with. */
  async function cronOf(cron: CronSource, metadata: ModuleMetadata = {}): Promise<string | null | undefined> {
    const providers = [serviceWith(cron), ...(metadata.providers ?? [])];
    return (await start({ ...metadata, providers })).all[0]?.cron;
  }

  it('takes the job type for the id where there is none', async () => {
    @Injectable()
    class Reports {
      @Recurring('@daily')
      build() {}

      @Recurring('@weekly')
      @BackgroundJob({ name: 'reports.clean', queue: 'slow' })
      clean() {}

      @Recurring('@monthly', { id: 'archive' })
      archive() {}
    }
    const { all, ids } = await start({ providers: [Reports] });
    expect(ids).toEqual(['Reports.build', 'reports.clean', 'archive']);
    expect(all).toMatchObject([
      { cron: '@daily', type: { name: 'Reports.build' }, source: 'Reports.build (RootTestModule)' },
      { cron: '@weekly', type: { name: 'reports.clean', options: { queue: 'slow' } } },
      { cron: '@monthly', type: { name: 'Reports.archive' }, options: { id: 'archive' } },
    ]);
  });

  it('makes the method a job that can also be enqueued', async () => {
    const Reports = serviceWith('@daily');
    const registry = await applications.start({ providers: [Reports] });
    expect(registry.types).toEqual(['Reports.build']);
    const jobs = applications.last.get(JobScheduler, { strict: false });
    const handle = await jobs.enqueue(Reports, (reports) => reports.build());
    expect(await jobs.state(handle)).toBe('enqueued');
  });

  it('finds those of controllers, of other modules and of request-scoped providers', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Scoped {
      @Recurring('@daily')
      run() {}
    }
    @Module({ providers: [serviceWith('@hourly')] })
    class ReportsModule {}
    @Injectable()
    class Controller {
      @Recurring('@weekly')
      run() {}
    }
    const registry = await start({
      imports: [ReportsModule],
      providers: [Scoped],
      controllers: [Controller],
    });
    expect(registry.ids.toSorted()).toEqual(['Controller.run', 'Reports.build', 'Scoped.run']);
  });

  it('finds them in a subclass under its own name', async () => {
    @Injectable()
    class Special extends serviceWith('@daily') {}
    expect((await start({ providers: [Special] })).ids).toEqual(['Special.build']);
  });

  describe('refuses two with one id, naming both places', () => {
    it('on one method', async () => {
      @Injectable()
      class Reports {
        @Recurring('@daily')
        @Recurring('@weekly')
        build() {}
      }
      const started = start({ providers: [Reports] });
      await expect(started).rejects.toThrow(DuplicateRecurringJobError);
      await expect(started).rejects.toThrow(
        'The recurring job "Reports.build" is declared twice: at Reports.build (RootTestModule) and at ' +
          'Reports.build (RootTestModule). Give each an id of its own',
      );
    });

    it('in two modules', async () => {
      @Injectable()
      class Bills {
        @Recurring('@daily', { id: 'daily' })
        send() {}
      }
      @Injectable()
      class Reports {
        @Recurring('@daily', { id: 'daily' })
        build() {}
      }
      @Module({ providers: [Bills] })
      class BillingModule {}
      @Module({ providers: [Reports] })
      class ReportsModule {}
      await expect(start({ imports: [BillingModule, ReportsModule] })).rejects.toThrow(
        'The recurring job "daily" is declared twice: at Bills.send (BillingModule) and at Reports.build (ReportsModule)',
      );
    });

    it('but not one provider under two tokens', async () => {
      const Reports = serviceWith('@daily');
      const registry = await start({ providers: [Reports, { provide: 'REPORTS', useExisting: Reports }] });
      expect(registry.ids).toEqual(['Reports.build']);
    });
  });

  describe('takes the expression from a factory', () => {
    it('that needs nothing', async () => {
      expect(await cronOf({ useFactory: () => '0 8 * * *' })).toBe('0 8 * * *');
    });

    it('that takes time', async () => {
      expect(await cronOf({ useFactory: async () => '0 8 * * *' })).toBe('0 8 * * *');
    });

    it('with what it asks for, in that order', async () => {
      const cron = { inject: ['HOUR', 'MINUTE'], useFactory: (h: number, m: number) => `${m} ${h} * * *` };
      const providers = [
        { provide: 'MINUTE', useValue: 30 },
        { provide: 'HOUR', useFactory: async () => 8 },
      ];
      expect(await cronOf(cron, { providers })).toBe('30 8 * * *');
    });

    it('with a class that the module imports', async () => {
      @Injectable()
      class Settings {
        readonly cron = '0 8 * * *';
      }
      @Module({ providers: [Settings], exports: [Settings] })
      class SettingsModule {}
      const cron = { inject: [Settings], useFactory: (settings: Settings) => settings.cron };
      expect(await cronOf(cron, { imports: [SettingsModule] })).toBe('0 8 * * *');
    });

    it.each([
      ['that is there', [{ provide: 'HOUR', useValue: 8 }], '0 8 * * *'],
      ['that is not', [], '0 5 * * *'],
    ])('with an optional dependency %s', async (_, providers, expected) => {
      const cron = {
        inject: [{ token: 'HOUR', optional: true }],
        useFactory: (hour = 5) => `0 ${hour} * * *`,
      };
      expect(await cronOf(cron, { providers })).toBe(expected);
    });

    it('with the dependencies of its own module, when several have the token', async () => {
      const moduleWith = (name: string, cron: string) => {
        @Injectable()
        class Reports {
          @Recurring({ inject: ['CRON'], useFactory: (own: string) => own }, { id: name })
          @BackgroundJob({ name })
          build() {}
        }
        @Module({ providers: [Reports, { provide: 'CRON', useValue: cron }] })
        class Feature {}
        return Feature;
      };
      const { all } = await start({
        imports: [moduleWith('first', '0 1 * * *'), moduleWith('second', '0 2 * * *')],
      });
      expect(all.map(({ id, cron }) => [id, cron])).toEqual([
        ['first', '0 1 * * *'],
        ['second', '0 2 * * *'],
      ]);
    });
  });

  it.each<[string, CronSource]>([
    ['null', null],
    ['-', '-'],
    ['a factory that gives null', { useFactory: () => null }],
    ['a factory that gives -', { useFactory: async () => '-' }],
  ])('lists one that does not fire, for %s', async (_, cron) => {
    const registry = await start({ providers: [serviceWith(cron)] });
    expect(registry.all).toMatchObject([{ id: 'Reports.build', cron: null }]);
  });

  it.each<[string, CronSource, string]>([
    [
      'returns undefined',
      { useFactory: () => undefined },
      "the factory of the cron expression returned undefined; return null or '-' for one that does not fire",
    ],
    [
      'throws',
      {
        useFactory: () => {
          throw new RangeError('no such setting');
        },
      },
      'the cron expression could not be had: RangeError: no such setting',
    ],
    [
      'rejects',
      { useFactory: () => Promise.reject(new RangeError('no such setting')) },
      'the cron expression could not be had: RangeError: no such setting',
    ],
    [
      'asks for what is not there',
      { inject: ['CRON'], useFactory: () => '@daily' },
      'the cron expression could not be had: ',
    ],
  ])('refuses at start-up a factory that %s, naming the method', async (_, cron, message) => {
    const started = start({ providers: [serviceWith(cron)] });
    await expect(started).rejects.toThrow(JobsOptionsError);
    await expect(started).rejects.toThrow(`@Recurring() of Reports.build (RootTestModule): ${message}`);
  });

  it.each<[string, unknown]>([
    ['61 * * * *', 'got value 61'],
    ['', 'it is empty'],
    [5 as unknown as string, 'is not valid'],
  ])('refuses at start-up a factory that gives %o', async (expression, reason) => {
    const started = start({ providers: [serviceWith({ useFactory: () => expression })] });
    await expect(started).rejects.toThrow(InvalidCronError);
    await expect(started).rejects.toThrow(
      '@Recurring() of Reports.build (RootTestModule): The cron expression',
    );
    await expect(started).rejects.toThrow(String(reason));
  });
});
