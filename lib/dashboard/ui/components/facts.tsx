import type { ReactNode } from 'react';
import styles from './facts.module.css';

/** Names and values; what is `null` is left out. */
export function Facts({ facts }: { facts: ([name: string, value: ReactNode] | null)[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter((fact) => fact !== null)
        .map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
