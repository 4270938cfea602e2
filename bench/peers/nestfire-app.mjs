import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BackgroundJob, JobsModule } from '../../dist/index.js';

/** A Nest application with one job service, on the database at `url`. */
export async function startApp(url, service, options = {}) {
  class AppModule {}
  Module({
    imports: [JobsModule.forRoot({ dataSource: { type: 'postgres', url }, ...options })],
    providers: [service],
  })(AppModule);
  return NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
}

/** What `@BackgroundJob()` before the method does, for plain JavaScript. */
export function decorate(service, method, options = {}) {
  BackgroundJob(options)(
    service.prototype,
    method,
    Object.getOwnPropertyDescriptor(service.prototype, method),
  );
}
