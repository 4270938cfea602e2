import { clsx } from 'clsx';
import { useId, type ReactNode } from 'react';
import styles from './card.module.css';

interface Props {
  title: ReactNode;
  /** Beside the title. */
  hint?: ReactNode;
  actions?: ReactNode;
  /** The content goes to the edges: a table, a list of rows. */
  isFlush?: boolean;
  className?: string;
  children: ReactNode;
}

export function Card({ title, hint, actions, isFlush = false, className, children }: Props) {
  const id = useId();
  return (
    <section className={clsx(styles.card, className)} aria-labelledby={id}>
      <header className={styles.header}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      <div className={isFlush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
