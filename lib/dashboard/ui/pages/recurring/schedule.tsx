import layout from '../../components/layout.module.css';
import { useCronText } from '../../i18n/cron.js';

/** When it runs: in words, and as it is written. */
export function Schedule({ cron, timeZone }: { cron: string; timeZone: string }) {
  const words = useCronText()(cron);
  return (
    <span className={layout.two}>
      {words !== null && <span>{words}</span>}
      <span className={layout.faint}>
        <code>{cron}</code> · {timeZone}
      </span>
    </span>
  );
}
