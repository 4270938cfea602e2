import { Inject, Injectable, Module, Scope, type ModuleMetadata } from '@nestjs/common';
import {
  BackgroundJob,
  GlobalJobHooks,
  JobsModule,
  JobsOptionsError,
  UseJobHooks,
  type JobHooksClass,
} from 'nestfire';
import { describe, expect, it } from 'vitest';
import { JobRegistry } from '../../../lib/discovery/index.js';
import { Applications, MEMORY } from '../discovery/applications.js';

/** Has every method, so that it is in each list of a chain. */
abstract class AllHooks {
  onCreating() {}
  onCreated() {}
  onPerforming() {}
  onPerformed() {}
  onStateElection() {}
  onStateApplied() {}
}

class OfModule extends AllHooks {}
class OfClass extends AllHooks {}
class OfMethod extends AllHooks {}
@GlobalJobHooks({ order: 2 })
class Late extends AllHooks {}
@GlobalJobHooks()
class Early extends AllHooks {}

@Injectable()
@UseJobHooks(OfClass)
class Service {
  @UseJobHooks(OfMethod)
  @BackgroundJob()
  run() {}

  @BackgroundJob()
  walk() {}
}

describe('Hooks', () => {
  const applications = new Applications();

  async function chainOf(metadata: ModuleMetadata, hooks: JobHooksClass[] = [], type = 'Service.run') {
    const registry = await applications.startWithout({
      ...metadata,
      imports: [JobsModule.forRoot({ ...MEMORY, hooks }), ...(metadata.imports ?? [])],
    });
    return registry.find(type)!.chain;
  }

  const names = (hooks: { name: string }[] | undefined) => hooks?.map(({ name }) => name);

  it('are called from the module to the method, and back the other way round', async () => {
    const chain = await chainOf({ providers: [Service, Late, Early] }, [OfModule]);
    const order = ['OfModule', 'Early', 'Late', 'OfClass', 'OfMethod'];
    expect(names(chain?.creating)).toEqual(order);
    expect(names(chain?.around)).toEqual(order);
    expect(names(chain?.electing)).toEqual(order);
    expect(names(chain?.created)).toEqual(order.toReversed());
    expect(names(chain?.applied)).toEqual(order.toReversed());
  });

  it('count once for each class, where it is nearest to the method', async () => {
    @Injectable()
    @UseJobHooks(OfMethod, OfModule, Early)
    class Doubled {
      @UseJobHooks(OfMethod)
      @BackgroundJob({ name: 'Service.run' })
      run() {}
    }
    const chain = await chainOf({ providers: [Doubled, Early, Late] }, [OfModule, OfClass, Late]);
    expect(names(chain?.creating)).toEqual(['OfClass', 'Late', 'OfModule', 'Early', 'OfMethod']);
  });

  it('are none for a job type that nobody hooks into', async () => {
    @Injectable()
    class Plain {
      @BackgroundJob({ name: 'Service.run' })
      run() {}
    }
    expect(await chainOf({ providers: [Plain] })).toBeUndefined();
  });

  it('are only called for what they have', async () => {
    class Half {
      onPerformed() {}
    }
    @Injectable()
    @UseJobHooks(Half)
    class Plain {
      @BackgroundJob({ name: 'Service.run' })
      run() {}
    }
    const chain = await chainOf({ providers: [Plain] });
    expect(names(chain?.around)).toEqual(['Half']);
    expect([chain?.creating, chain?.created, chain?.electing, chain?.applied]).toEqual([[], [], [], []]);
    expect(chain?.isOfCreation).toBe(false);
  });

  describe('come from dependency injection:', () => {
    @Injectable()
    class Dependency {
      readonly name = 'dependency';
    }
    class Injected extends AllHooks {
      @Inject(Dependency) readonly dependency!: Dependency;
    }
    @Injectable()
    @UseJobHooks(Injected)
    class Hooked {
      @BackgroundJob({ name: 'Service.run' })
      run() {}

      @BackgroundJob({ name: 'Service.walk' })
      walk() {}
    }

    const instanceOf = (chain: Awaited<ReturnType<typeof chainOf>>) =>
      chain!.creating[0]!.instance as Injected;

    it('the provider of their class, the module’s own before another’s', async () => {
      const foreign = new Injected();
      @Module({ providers: [{ provide: Injected, useValue: foreign }] })
      class Foreign {}
      const elsewhere = await chainOf({ imports: [Foreign], providers: [Hooked] });
      expect(instanceOf(elsewhere)).toBe(foreign);

      const own = new Injected();
      @Module({ providers: [Hooked, { provide: Injected, useValue: own }] })
      class Feature {}
      expect(instanceOf(await chainOf({ imports: [Feature, Foreign] }))).toBe(own);
    });

    it('or made with the dependencies of the module that has the job, once', async () => {
      @Module({ providers: [Hooked, Dependency] })
      class Feature {}
      const chain = await chainOf({ imports: [Feature] });
      expect(instanceOf(chain).dependency.name).toBe('dependency');
      const other = applications.last.get(JobRegistry, { strict: false }).find('Service.walk')!.chain;
      expect(instanceOf(other)).toBe(instanceOf(chain));
    });

    it('which must be there', async () => {
      const started = chainOf({ providers: [Hooked] });
      await expect(started).rejects.toThrow(JobsOptionsError);
      await expect(started).rejects.toThrow(/^The job hooks Injected could not be made: .*Dependency/);
    });
  });

  describe('are refused at start-up', () => {
    @Injectable({ scope: Scope.REQUEST })
    class PerRequest extends AllHooks {}
    @Injectable({ scope: Scope.TRANSIENT })
    class Transient extends AllHooks {}
    @Injectable()
    class Dependent extends AllHooks {
      @Inject(PerRequest) readonly dependency!: PerRequest;
    }
    class Empty {}

    const scoped = /are request-scoped or transient, or depend on a provider that is; hooks are made once/;
    it.each([
      ['request-scoped', PerRequest, [], scoped],
      ['a request-scoped provider', PerRequest, [PerRequest], scoped],
      ['transient', Transient, [Transient], scoped],
      ['on a request-scoped provider', Dependent, [Dependent, PerRequest], scoped],
      ['without any hook', Empty, [], /The job hooks Empty have none of the methods onCreating, onCreated/],
    ])('when they are %s', async (_, hook, providers, message) => {
      const started = chainOf({ providers: [Service, ...providers] }, [hook]);
      await expect(started).rejects.toThrow(JobsOptionsError);
      await expect(started).rejects.toThrow(message);
    });

    it('also when they are found among the providers', async () => {
      @GlobalJobHooks()
      @Injectable({ scope: Scope.REQUEST })
      class Found extends AllHooks {}
      await expect(chainOf({ providers: [Service, Found] })).rejects.toThrow(scoped);
    });
  });

  it('are taken from the factory of forRootAsync()', async () => {
    const registry = await applications.startWithout({
      imports: [JobsModule.forRootAsync({ useFactory: () => ({ ...MEMORY, hooks: [OfModule] }) })],
      providers: [Service],
    });
    expect(names(registry.find('Service.walk')!.chain?.creating)).toEqual(['OfModule', 'OfClass']);
  });
});
