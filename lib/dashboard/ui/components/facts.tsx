import type { ReactNode } from 'react';
import styles from './facts.module.css';

interface Props {
  facts: ([name: string, value: ReactNode] | null)[];
  /** Beside each other, where there is width and each is short. */
  isInline?: boolean;
}

/** Names and values; what is `null` is left out. */
export function Facts({ facts, isInline = false }: Props) {
  return (
    <dl className={isInline ? styles.inline : styles.facts}>
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
