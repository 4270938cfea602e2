import type { RecurringView } from '../../../api/index.js';
import layout from '../../components/layout.module.css';
import { useCronText } from '../../i18n/cron.js';

/** When it runs: in words, and as it is written. */
export function Schedule({
  cron,
  plainCron,
  timeZone,
}: Pick<RecurringView, 'cron' | 'plainCron' | 'timeZone'>) {
  const words = useCronText()(plainCron);
  return (
    <span className={layout.two}>
      {words !== null && <span>{words}</span>}
      <span className={layout.faint}>
        <code>{cron}</code> · {timeZone}
      </span>
    </span>
  );
}
