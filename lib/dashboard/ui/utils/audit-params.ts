import type { AuditEntry } from '../../api/index.js';
import type { Formats } from '../i18n/formats.js';
import type { MessageKey, Translate } from '../i18n/messages.js';

type Value = AuditEntry['params'][string];

const NAMES: Record<string, MessageKey> = {
  at: 'when.time',
  delayMs: 'when.label',
  until: 'pause.until',
  queue: 'suggest.queue',
  query: 'operation.selection',
  count: 'operation.selection',
  cron: 'recurring.cron',
  timeZone: 'recurring.timeZone',
  priority: 'facts.priority',
  enabled: 'recurring.enabled',
  concurrency: 'limit.concurrency',
  rate: 'limit.rate',
};

/** What an action was done with, as names and values; what is not known here is told as it is written. */
export function auditParams(
  params: AuditEntry['params'],
  t: Translate,
  format: Formats,
): [name: string, value: string][] {
  return Object.entries(params).map(([name, value]) => [
    NAMES[name] ? t(NAMES[name]) : name,
    write(name, value, t, format),
  ]);
}

function write(name: string, value: Value, t: Translate, format: Formats): string {
  switch (name) {
    case 'at':
    case 'until':
      return moment(String(value), format);
    case 'delayMs':
      return value === 0 ? t('when.now') : t('when.in', { duration: format.duration(Number(value)) });
    case 'query':
      return value === '' ? t('bulk.everything') : String(value);
    case 'count':
      return t('selection.some', { count: Number(value) });
    case 'rate':
      return rate(value, t, format);
    case 'concurrency':
      return value === null ? t('limit.lifted') : format.number(Number(value));
    default:
      return typeof value === 'boolean' ? t(value ? 'common.yes' : 'common.no') : String(value);
  }
}

function moment(text: string, format: Formats): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : format.dateTime(time);
}

/** `5/60000ms`, or `null` for none. */
function rate(value: Value, t: Translate, format: Formats): string {
  if (value === null) {
    return t('limit.lifted');
  }
  const [, limit, per] = /^(\d+)\/(\d+)ms$/.exec(String(value)) ?? [];
  return limit === undefined
    ? String(value)
    : t('limit.per', { limit: format.number(Number(limit)), duration: format.duration(Number(per)) });
}
