import type { ReactNode } from 'react';
import styles from './panel.module.css';

/** The frame of a table that fills a page. */
export function Panel({ children }: { children: ReactNode }) {
  return <div className={styles.panel}>{children}</div>;
}
