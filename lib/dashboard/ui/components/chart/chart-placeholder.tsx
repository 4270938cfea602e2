import styles from './chart-placeholder.module.css';

/** As large as the chart that is on its way, so that nothing jumps when it is there. */
export function ChartPlaceholder() {
  return <div className={styles.placeholder} aria-hidden />;
}
