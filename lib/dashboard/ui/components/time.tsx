import type { IsoTime } from '../../api/index.js';
import { useLanguage } from '../i18n/i18n.js';
import { useNow } from '../utils/clock.js';

/** How long ago, or in how long; the moment itself on a closer look. */
export function Ago({ at }: { at: IsoTime }) {
  const { format } = useLanguage();
  const now = useNow();
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={format.dateTime(time)}>
      {format.relative(time, now)}
    </time>
  );
}

export function Moment({ at }: { at: IsoTime }) {
  const { format } = useLanguage();
  return <time dateTime={at}>{format.dateTime(Date.parse(at))}</time>;
}

/** A duration, or a dash where there is none. */
export function Duration({ ms }: { ms: number | null }) {
  const { format } = useLanguage();
  return ms === null ? <Nothing /> : <>{format.duration(ms)}</>;
}

/** A duration that goes on. */
export function Since({ at }: { at: IsoTime }) {
  const { format } = useLanguage();
  return <>{format.duration(useNow() - Date.parse(at))}</>;
}

export function Nothing() {
  const { t } = useLanguage();
  return (
    <span>
      <span aria-hidden>–</span>
      <span className="visually-hidden">{t('common.none')}</span>
    </span>
  );
}
