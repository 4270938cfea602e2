import type { FailureGroup } from '../../../api/index.js';
import { useLanguage } from '../../i18n/i18n.js';
import styles from './failures.module.css';

export function FailureSpans({ group }: { group: FailureGroup }) {
  const { t, format } = useLanguage();
  return (
    <dl className={styles.counts}>
      {(['h1', 'h3', 'h24', 'd7'] as const).map((span) => (
        <div key={span} className={styles.span}>
          <dt>{t(`failures.span.${span}`)}</dt>
          <dd>{format.number(group.counts[span])}</dd>
        </div>
      ))}
    </dl>
  );
}
