import type { Duration } from 'nestfire';

/** What the environment may change. Everything has a default. */
export const settings = {
  port: port('PORT', 3000),
  /** `postgres://…` or `mysql://…`; without it the shop keeps its data in `shop.sqlite`. */
  databaseUrl: process.env.DATABASE_URL,
  /** How long after an order its reminder is sent. */
  reminderDelay: duration('REMINDER_DELAY', '1m'),
  /** How long the shop waits before it asks the warehouse again. */
  syncRetryDelay: duration('SYNC_RETRY_DELAY', '2s'),
};

function port(name: string, fallback: number): number {
  const value = process.env[name] || String(fallback);
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new Error(`${name} must be a port number (got "${value}")`);
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
