import { Module } from '@nestjs/common';
import { SETTINGS, settings } from '../settings.js';
import { BackupsService } from './backups.service.js';

@Module({ providers: [BackupsService, { provide: SETTINGS, useValue: settings }] })
export class BackupsModule {}
