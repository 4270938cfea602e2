import { Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { BackgroundJob, type JobRequest } from 'nestfire';

@Injectable()
export class MailService {
  private sent = 0;

  @BackgroundJob({ queue: 'mail' })
  send(to: string) {
    return `${to} (${++this.sent})`;
  }

  @BackgroundJob({ name: 'mail.remind', aliases: ['MailService.remember', 'mail.nag'] })
  remind() {
    return this.sent;
  }

  helper() {}
}

@Injectable()
export class BulkMailService extends MailService {
  @BackgroundJob()
  override remind() {
    return -1;
  }
}

/** Has methods, and no jobs. */
@Injectable()
export class PlainService {
  send() {}
}

@Injectable({ scope: Scope.REQUEST })
export class ScopedService {
  private calls = 0;

  constructor(@Inject(REQUEST) private readonly request: JobRequest) {}

  @BackgroundJob()
  run() {
    return { calls: ++this.calls, id: this.request.id };
  }
}

@Injectable({ scope: Scope.TRANSIENT })
export class TransientService {
  private calls = 0;

  @BackgroundJob()
  run() {
    return ++this.calls;
  }
}

@Injectable()
export class DependsOnScoped {
  constructor(private readonly scoped: ScopedService) {}

  @BackgroundJob()
  run() {
    return this.scoped.run();
  }
}
