import type { INestApplicationContext, LoggerService } from '@nestjs/common';

/** What an application logs from now on, as `level: message`. */
export function captureLogs(app: INestApplicationContext): string[] {
  const lines: string[] = [];
  const level =
    (name: string) =>
    (message: string): void =>
      void lines.push(`${name}: ${message}`);
  const logger: LoggerService = {
    log: level('log'),
    warn: level('warn'),
    error: level('error'),
    debug: level('debug'),
  };
  app.useLogger(logger);
  return lines;
}
