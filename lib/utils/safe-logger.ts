import { Logger } from '@nestjs/common';

type Level = 'debug' | 'log' | 'warn' | 'error';

/** Nest's logger for places where an application's logger that throws must not stop the engine. */
export class SafeLogger {
  private readonly logger: Logger;

  constructor(context: string) {
    this.logger = new Logger(context);
  }

  debug(message: string): void {
    this.write('debug', message);
  }

  log(message: string): void {
    this.write('log', message);
  }

  warn(message: string): void {
    this.write('warn', message);
  }

  error(message: string): void {
    this.write('error', message);
  }

  private write(level: Level, message: string): void {
    try {
      this.logger[level](message);
    } catch {
      // There is nowhere left to say it.
    }
  }
}
