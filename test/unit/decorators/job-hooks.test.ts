import { GlobalJobHooks, JobsOptionsError, UseJobHooks, type JobHooksClass } from 'nestfire';
import { describe, expect, it } from 'vitest';
import { globalJobHooksOrder, usedJobHooks } from '../../../lib/decorators/index.js';

class First {
  onCreated() {}
}
class Second extends First {}
class Third extends First {}

describe('@UseJobHooks()', () => {
  it('lists the hooks of a class and then of its method, each in the order they are written', () => {
    @UseJobHooks(First, Second)
    class Service {
      @UseJobHooks(Third)
      @UseJobHooks(First)
      run() {}
    }
    expect(usedJobHooks(Service, Service.prototype.run)).toEqual([First, Second, Third, First]);
  });

  it('is inherited from a class, unless the class has its own', () => {
    @UseJobHooks(First)
    class Base {}
    class Heir extends Base {}
    @UseJobHooks(Second)
    class Owner extends Base {}
    expect(usedJobHooks(Heir, undefined)).toEqual([First]);
    expect(usedJobHooks(Owner, undefined)).toEqual([Second]);
    expect(usedJobHooks(Base, undefined)).toEqual([First]);
  });

  it.each([
    ['an instance', new First()],
    ['a function that makes none', () => new First()],
    ['nothing', undefined],
  ])('refuses %s when the class is defined', (_, hook) => {
    const decorate = () => UseJobHooks(hook as unknown as JobHooksClass);
    expect(decorate).toThrow(JobsOptionsError);
    expect(decorate).toThrow('@UseJobHooks() takes classes with hooks (got');
  });

  it('refuses a property', () => {
    class Service {}
    const decorate = () => UseJobHooks(First)(Service.prototype, 'name', undefined!);
    expect(decorate).toThrow('@UseJobHooks() goes on a class or a method; Service.name is neither');
  });
});

describe('@GlobalJobHooks()', () => {
  it('has an order, 0 if none is given, and is not inherited', () => {
    @GlobalJobHooks()
    class Plain {}
    @GlobalJobHooks({ order: -1.5 })
    class Early {}
    class Heir extends Early {}
    expect([Plain, Early, Heir].map(globalJobHooksOrder)).toEqual([0, -1.5, undefined]);
  });

  it.each([
    ['an order in words', { order: 'first' }, '@GlobalJobHooks(): order must be a number'],
    ['another option', { priority: 1 }, '@GlobalJobHooks() has no option "priority"'],
  ])('refuses %s', (_, options, message) => {
    expect(() => GlobalJobHooks(options as object)).toThrow(message);
  });
});
