import type { HealthProblem } from '../../api/index.js';
import type { Formats } from '../i18n/formats.js';

/** A problem's parameters as they are read: durations, shares and moments in the viewer's form; numbers the text itself puts into it. */
export function healthValues({ params }: HealthProblem, format: Formats): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, write(name, value, format)]),
  );
}

function write(name: string, value: string | number, format: Formats): string | number {
  if (typeof value === 'number') {
    if (name.endsWith('Ms')) {
      return format.duration(Math.abs(value));
    }
    return name.toLowerCase().endsWith('share') ? format.percent(value) : value;
  }
  return name === 'since' || name.endsWith('At') ? format.dateTime(Date.parse(value)) : value;
}
