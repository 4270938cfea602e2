import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { settings } from './settings.js';

const app = await NestFactory.create(AppModule, { logger: ['warn', 'error'] });
// On SIGTERM and SIGINT, running jobs finish before the process ends.
app.enableShutdownHooks();
await app.listen(settings.port);

const { port } = new URL(await app.getUrl());
console.log(`Shop:     http://localhost:${port}/
Inbox:    http://localhost:${port}/inbox
Activity: http://localhost:${port}/activity
Recurring jobs: http://localhost:${port}/recurring`);
