import styles from './meter.module.css';

interface Props {
  /** From 0 to 1. */
  share: number;
  label: string;
  tone?: 'accent' | 'succeeded' | 'failed';
}

export function Meter({ share, label, tone = 'accent' }: Props) {
  return (
    <progress
      className={`${styles.meter} ${styles[tone]}`}
      value={Math.min(1, share)}
      max={1}
      aria-label={label}
    >
      {label}
    </progress>
  );
}
