import {
  Inject,
  Injectable,
  ParseIntPipe,
  Scope,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ArgumentMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type PipeTransform,
  type Provider,
} from '@nestjs/common';
import { APP_INTERCEPTOR, APP_PIPE, REQUEST } from '@nestjs/core';
import { BackgroundJob, JobContext, JobsOptionsError, type JobEnhancer, type JobRequest } from 'nestfire';
import { map } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { startApp, useDatabase } from '../support/app.js';
import { describeEachDatabase } from '../support/databases.js';

let seen: unknown[] = [];

@Injectable()
class Upper implements NestInterceptor {
  constructor(private readonly job: JobContext) {}

  intercept(context: ExecutionContext, next: CallHandler) {
    const { name } = context.getHandler();
    seen.push([
      context.getType<string>(),
      context.getClass().name,
      name,
      context.getArgs(),
      this.job.attempt,
    ]);
    return next.handle().pipe(map((result) => String(result).toUpperCase()));
  }
}

/** Says what it was given, and turns numbers round. */
@Injectable()
class Negate implements PipeTransform {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata) {
    seen.push(['pipe', value, type, metatype?.name, data]);
    return typeof value === 'number' ? -value : value;
  }
}

@Injectable({ scope: Scope.REQUEST })
class Tagged implements NestInterceptor {
  constructor(@Inject(REQUEST) private readonly request: JobRequest) {}

  intercept(_context: ExecutionContext, next: CallHandler) {
    return next.handle().pipe(map((result) => `${String(result)} ${this.request.tags.join()}`));
  }
}

@Injectable({ scope: Scope.TRANSIENT })
class Transient extends Upper {}

class Never {
  canActivate() {
    seen.push('guard');
    return false;
  }
}

@Injectable()
@UseGuards(Never)
@UseInterceptors(Upper)
class Service {
  private jobs = 0;

  @UsePipes(Negate)
  @BackgroundJob({ enhancers: ['interceptors', 'pipes'] })
  both(text: string, amount: number, by = 10, ...rest: number[]): string {
    return `${text} ${amount} ${by} [${rest.join()}] of ${++this.jobs}`;
  }

  @UsePipes(Negate)
  @BackgroundJob()
  neither(amount: number): string {
    return `as it is: ${amount}`;
  }

  @UsePipes(ParseIntPipe)
  @BackgroundJob({ enhancers: ['pipes'], retry: { attempts: 3 } })
  parse(text: number): string {
    return typeof text;
  }
}

@Injectable({ scope: Scope.REQUEST })
@UseInterceptors(Upper)
class ScopedService {
  constructor(@Inject(REQUEST) private readonly request: JobRequest) {}

  @UsePipes(Negate)
  @BackgroundJob({ enhancers: ['interceptors', 'pipes'] })
  run(amount: number): string {
    return `job ${this.request.args.length} ${amount}`;
  }
}

beforeEach(() => {
  seen = [];
});

describeEachDatabase('Interceptors and pipes', (_kind, create) => {
  const start = async (providers: Provider[], enhancers: JobEnhancer[] = []) =>
    startApp(await useDatabase(create), [Service, ...providers], { enhancers });

  it('take part in a job that asks for them; guards do not', async () => {
    const { jobs } = await start([]);
    const job = await jobs.enqueue(Service, (service) => service.both('pay', 5, undefined, 1, 2));
    expect(await job.result()).toBe('PAY -5 10 [-1,-2] OF 1');
    expect(seen).toEqual([
      ['job', 'Service', 'both', ['pay', 5, undefined, 1, 2], 1],
      ['pipe', 'pay', 'body', 'String', '0'],
      ['pipe', 5, 'body', 'Number', '1'],
      ['pipe', undefined, 'body', expect.anything(), '2'],
      ['pipe', 1, 'body', expect.anything(), '3'],
      ['pipe', 2, 'body', undefined, '4'],
    ]);
    const next = await jobs.enqueue(Service, (service) => service.both('pay', 5));
    expect(await next.result()).toBe('PAY -5 10 [] OF 2');
  });

  it('do not take part in any other', async () => {
    const { jobs } = await start([{ provide: APP_INTERCEPTOR, useClass: Upper }]);
    const job = await jobs.enqueue(Service, (service) => service.neither(5));
    expect(await job.result()).toBe('as it is: 5');
    expect(seen).toEqual([]);
  });

  it('take part by the option of the module, global ones first', async () => {
    const double = { transform: (value: number) => value * 2 };
    const { jobs } = await start(
      [
        { provide: APP_INTERCEPTOR, useClass: Upper },
        { provide: APP_PIPE, useValue: double },
      ],
      ['interceptors', 'pipes'],
    );
    const job = await jobs.enqueue(Service, (service) => service.neither(5));
    expect(await job.result()).toBe('AS IT IS: -10');
    expect(seen.filter((entry) => (entry as unknown[])[0] === 'job')).toHaveLength(2);
    expect(seen.at(-1)).toEqual(['pipe', 10, 'body', 'Number', '0']);
  });

  it('fail the attempt by what they throw', async () => {
    const { jobs, monitor } = await start([]);
    const good = await jobs.enqueueByName('Service.parse', ['12']);
    expect(await good.result()).toBe('number');
    const bad = await jobs.enqueueByName('Service.parse', ['twelve'], { retry: { attempts: 1 } });
    await expect(bad.result()).rejects.toThrow('Validation failed (numeric string is expected)');
    const hostile = await jobs.enqueueByName(
      'Service.parse',
      Array.from({ length: 101 }, () => '1'),
    );
    await expect(hostile.result()).rejects.toThrow('The job has 101 arguments, and 100 at most');
    expect((await monitor.get(hostile.id))!.attempt).toBe(1);
  });

  it('work with request-scoped providers, and can be request-scoped, with the job as REQUEST', async () => {
    const { jobs } = await start([
      ScopedService,
      { provide: APP_INTERCEPTOR, useClass: Tagged, scope: Scope.REQUEST },
    ]);
    const scoped = await jobs.enqueueMany(ScopedService, [1, 2], (service, id) => service.run(id), {
      tags: ['a', 'b'],
    });
    expect(await Promise.all(scoped.map((job) => job.result()))).toEqual(['JOB 1 -1 a,b', 'JOB 1 -2 a,b']);
    const shared = await jobs.enqueue(Service, (service) => service.both('pay', 1), { tags: ['c'] });
    expect(await shared.result()).toBe('PAY -1 10 [] OF 1 c');
    const again = await jobs.enqueue(Service, (service) => service.both('pay', 1), { tags: ['d'] });
    expect(await again.result()).toBe('PAY -1 10 [] OF 2 d');
  });

  it('are refused at start-up where they could not take part', async () => {
    const transient = start([{ provide: APP_INTERCEPTOR, useClass: Transient, scope: Scope.TRANSIENT }]);
    await expect(transient).rejects.toThrow(JobsOptionsError);
    await expect(transient).rejects.toThrow(
      'The transient APP_INTERCEPTOR of RootTestModule cannot take part',
    );
    const controller = startApp(await useDatabase(create), [], {}, { controllers: [Service] });
    await expect(controller).rejects.toThrow('Service.both: enhancers are for jobs of providers');
  });
});
