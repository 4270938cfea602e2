import { sparklinePath } from '../utils/sparkline-path.js';
import styles from './sparkline.module.css';

interface Props {
  values: number[];
  /** What it shows, in words: the line itself says nothing to who cannot see it. */
  label: string;
  tone?: 'accent' | 'failed';
}

const WIDTH = 96;
const HEIGHT = 24;

export function Sparkline({ values, label, tone = 'accent' }: Props) {
  const { line, area } = sparklinePath(values, WIDTH, HEIGHT);
  return (
    <svg
      className={`${styles.spark} ${styles[tone]}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className={styles.area} d={area} />
      <path className={styles.line} d={line} />
    </svg>
  );
}
