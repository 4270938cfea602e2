import type { Series } from '../../../api/index.js';
import type { Formats } from '../../i18n/formats.js';
import type { Translate } from '../../i18n/messages.js';
import type { SeriesResponse } from '../../../api/index.js';

export function seriesName({ key, isRest }: Series, t: Translate): string {
  return isRest ? t('chart.rest') : (key ?? t('chart.all'));
}

export function valueText(value: number | null, unit: SeriesResponse['unit'], format: Formats): string {
  if (value === null) {
    return '–';
  }
  switch (unit) {
    case 'ms':
      return format.duration(value);
    case 'share':
      return format.percent(value);
    case 'jobs':
      return format.number(value);
  }
}

/** For an axis, where there is little room. */
export function tickText(value: number, unit: SeriesResponse['unit'], format: Formats): string {
  return unit === 'jobs' ? format.compact(value) : valueText(value, unit, format);
}
