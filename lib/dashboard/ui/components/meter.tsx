import styles from './meter.module.css';

interface Props {
  /** From 0 to 1; `null`: something is under way, and nobody knows how much of it is done. */
  share: number | null;
  label: string;
  tone?: 'accent' | 'succeeded' | 'failed';
}

export function Meter({ share, label, tone = 'accent' }: Props) {
  return (
    <progress
      className={`${styles.meter} ${styles[tone]}`}
      value={share === null ? undefined : Math.min(1, share)}
      max={1}
      aria-label={label}
    >
      {label}
    </progress>
  );
}
