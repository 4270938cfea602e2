import type { Duration } from 'nestfire';

/** What the environment may change. Everything has a default. */
export const settings = {
  port: wholeNumber('PORT', 3000, { min: 0, max: 65_535 }),
  /** `postgres://…` or `mysql://…`; without it the shop keeps its data in `shop.sqlite`. */
  databaseUrl: process.env.DATABASE_URL,
  /** Where the shop writes its files: `shop.sqlite`, invoices, backups, reports and the index of the catalogue. */
  dataDir: process.env.DATA_DIR || '.',
  /** In whose time "at night" and "in the morning" are meant. */
  timeZone: process.env.TIME_ZONE || 'Europe/Berlin',
  /** How long after an order its reminder is sent. */
  reminderDelay: duration('REMINDER_DELAY', '1m'),
  /** How long the shop waits before it asks the warehouse again. */
  syncRetryDelay: duration('SYNC_RETRY_DELAY', '2s'),
  /** How long the warehouse takes to pack an order once it answers, in milliseconds. */
  packingTime: wholeNumber('PACKING_TIME', 1_000, { min: 0, max: 20_000 }),
  /** How many mails the mail provider takes in a minute; more wait. */
  mailRate: wholeNumber('MAIL_RATE', 100, { min: 1, max: 10_000 }),
  /** When the database is backed up; `-` for never. */
  backupCron: process.env.BACKUP_CRON || '0 3 * * *',
  /** How many backups are kept. */
  backupsKept: wholeNumber('BACKUPS_KEPT', 7, { min: 1, max: 1_000 }),
};

export type Settings = typeof settings;

/** The settings as a provider, for what is given its dependencies. */
export const SETTINGS = Symbol('SETTINGS');

function wholeNumber(name: string, fallback: number, { min, max }: { min: number; max: number }): number {
  const value = process.env[name] || String(fallback);
  if (!/^\d{1,5}$/.test(value) || Number(value) < min || Number(value) > max) {
    throw new Error(`${name} must be a whole number from ${min} to ${max} (got "${value}")`);
  }
  return Number(value);
}

function duration(name: string, fallback: Duration): Duration {
  const value = process.env[name] || fallback;
  if (!/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(String(value))) {
    throw new Error(`${name} must be a duration such as '500ms', '30s' or '5m' (got "${value}")`);
  }
  return value as Duration;
}
