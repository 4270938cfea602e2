import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { settings } from './settings.js';

const app = await NestFactory.create<NestExpressApplication>(AppModule, { logger: ['warn', 'error'] });
// A file of products may be large.
app.useBodyParser('json', { limit: '2mb' });
app.useBodyParser('urlencoded', { limit: '2mb', extended: true });
// On SIGTERM and SIGINT, running jobs finish before the process ends.
app.enableShutdownHooks();
await app.listen(settings.port);

const { port } = new URL(await app.getUrl());
console.log(`Shop:     http://localhost:${port}/
Products: http://localhost:${port}/products
Inbox:    http://localhost:${port}/inbox
Activity: http://localhost:${port}/activity
Recurring jobs: http://localhost:${port}/recurring
Dashboard: http://localhost:${port}/jobs`);
