import { BackgroundJob } from 'nestfire';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidJobCallError } from '../../../lib/errors/index.js';
import { CallRecorder } from '../../../lib/creation/call-recorder.js';

const ran = vi.fn<() => void>();

abstract class Service {
  readonly sender = 'me';

  constructor() {
    ran();
  }

  @BackgroundJob({ queue: 'mail' })
  send(_to: string, _options?: object): string {
    ran();
    return 'sent';
  }

  @BackgroundJob({ name: 'service.remind', aliases: ['Service.remember'] })
  async remind(..._ids: unknown[]): Promise<void> {
    ran();
  }

  helper(): void {
    ran();
  }

  get mailbox(): string {
    ran();
    throw new Error('there is no service');
  }
}

class Newsletter extends Service {
  @BackgroundJob({ queue: 'bulk' })
  override send(): string {
    return 'bulk';
  }

  override async remind(): Promise<void> {}
}

class Digest extends Service {}

describe('CallRecorder', () => {
  let recorder: CallRecorder<Service>;

  beforeEach(() => {
    ran.mockClear();
    recorder = new CallRecorder(Service);
  });

  it('records the method and its arguments, and runs nothing', () => {
    const options = { html: true };
    const call = recorder.record((service) => service.send('a@b.c', options));
    expect(call).toEqual({
      type: { name: 'Service.send', aliases: [], options: { queue: 'mail' } },
      args: ['a@b.c', options],
    });
    expect(call.args[1]).toBe(options);
    expect(ran).not.toHaveBeenCalled();
  });

  it('keeps the number of arguments, undefined ones included', () => {
    expect(recorder.record((service) => service.remind()).args).toEqual([]);
    expect(recorder.record((service) => service.remind(undefined, undefined)).args).toHaveLength(2);
  });

  it('takes a block that returns nothing', () => {
    const call = recorder.record((service) => {
      service.send('x');
    });
    expect(call.args).toEqual(['x']);
  });

  it('takes the stored name from the decorator', () => {
    const { type } = recorder.record((service) => service.remind(1));
    expect(type).toEqual({
      name: 'service.remind',
      aliases: ['Service.remember'],
      options: { name: 'service.remind', aliases: ['Service.remember'] },
    });
  });

  it('serves any number of calls, none of which knows of another', () => {
    const calls = [1, 2, 3].map((id) => recorder.record((service) => service.remind(id)));
    expect(calls.map((call) => call.args)).toEqual([[1], [2], [3]]);
    expect(() => recorder.record(() => undefined)).toThrow('makes 0 calls');
    expect(recorder.record((service) => service.send('again')).args).toEqual(['again']);
  });

  it('knows the methods a class has inherited, by the name of that class', () => {
    const { type } = new CallRecorder(Digest).record((digest) => digest.send('x'));
    expect(type).toMatchObject({ name: 'Digest.send', options: { queue: 'mail' } });
  });

  it('takes the options of the method that overrides another', () => {
    const { type } = new CallRecorder(Newsletter).record((letter) => letter.send());
    expect(type).toMatchObject({ name: 'Newsletter.send', options: { queue: 'bulk' } });
  });

  it('refuses a method that overrides a job and is not decorated itself', () => {
    expect(() => new CallRecorder(Newsletter).record((letter) => letter.remind())).toThrow(
      'Newsletter.remind, which is not a method with @BackgroundJob()',
    );
  });

  it.each([
    ['no call', () => undefined, 'makes 0 calls of job methods; it must make exactly one'],
    ['a job method that is not called', (service: Service) => service.send, 'makes 0 calls'],
    ['the service itself', (service: Service) => service, 'makes 0 calls'],
    [
      'two calls',
      (service: Service) => [service.send('a'), service.send('b')],
      'makes 2 calls of job methods; it must make exactly one',
    ],
    [
      'calls of two methods',
      (service: Service) => {
        service.send('a');
        void service.remind();
      },
      'makes 2 calls',
    ],
    ['an undecorated method', (service: Service) => service.helper(), 'uses Service.helper, which is not'],
    ['a getter', (service: Service) => service.mailbox, 'uses Service.mailbox, which is not'],
    ['a property', (service: Service) => service.sender, 'uses Service.sender, which is not'],
    [
      'a call behind a property',
      (service: Service) => service.send((service as unknown as { user: { id: string } }).user.id),
      'uses Service.user, which is not',
    ],
    [
      'something that does not exist',
      (service: Service) => (service as unknown as Record<string, () => void>).sendd!(),
      'uses Service.sendd, which is not',
    ],
    [
      'a method of every object',
      (service: Service) => service.toString(),
      'uses Service.toString, which is not',
    ],
  ])('refuses %s', (_, lambda, message) => {
    const record = () => recorder.record(lambda);
    expect(record).toThrow(InvalidJobCallError);
    expect(record).toThrow(`The lambda for Service ${message}`);
    expect(ran).not.toHaveBeenCalled();
  });

  describe('refuses to wait', () => {
    const message = 'The lambda for Service is async or awaits; it must only make the call';

    it.each([
      ['an async lambda', async (service: Service) => service.send('a')],
      ['an async lambda without a call', async () => undefined],
      [
        'a lambda that awaits',
        async (service: Service) => {
          await service.remind(1);
          service.send('b');
        },
      ],
      [
        'a lambda that awaits and then fails on what is not there',
        async (service: Service) => (await (service.remind() as Promise<unknown> as Promise<string>)).length,
      ],
      ['an async lambda that uses no job method', async (service: Service) => service.helper()],
      ['a lambda that gives a promise of its own', (service: Service) => Promise.resolve(service.send('a'))],
    ])('%s', (_, lambda) => {
      expect(() => recorder.record(lambda)).toThrow(message);
      expect(() => recorder.record(lambda)).toThrow(InvalidJobCallError);
    });

    it('and lets no rejection of such a lambda get away', async () => {
      const unhandled = vi.fn<(reason: unknown) => void>();
      process.on('unhandledRejection', unhandled);
      try {
        expect(() =>
          recorder.record(async () => {
            throw new Error('lost');
          }),
        ).toThrow(message);
        // Node tells of rejections once the tick is over.
        await new Promise((resolve) => setImmediate(resolve));
        expect(unhandled).not.toHaveBeenCalled();
      } finally {
        process.off('unhandledRejection', unhandled);
      }
    });
  });

  it('passes on what the lambda throws', () => {
    const error = new TypeError('user is undefined');
    const record = () =>
      recorder.record((service) => {
        service.send('a');
        throw error;
      });
    expect(record).toThrow(error);
    expect(recorder.record((service) => service.send('b')).args).toEqual(['b']);
  });

  it.each([
    ['undefined, as in a circular import', undefined],
    ['null', null],
    ['an instance', { send: () => undefined }],
    ['a name', 'Service'],
  ])('refuses a first argument that is no class: %s', (_, target) => {
    const create = () => new CallRecorder(target as unknown as typeof Service);
    expect(create).toThrow(InvalidJobCallError);
    expect(create).toThrow('The first argument must be the class of the service');
  });
});
