import { ICON_PATHS, type IconName } from '../utils/icon-paths.js';
import styles from './icon.module.css';

interface Props {
  name: IconName;
  /** Turns, where motion is welcome. */
  isSpinning?: boolean;
  /** Of the icon where it stands alone; beside a text it says nothing. */
  label?: string;
}

export function Icon({ name, isSpinning = false, label }: Props) {
  return (
    <svg
      className={isSpinning ? `${styles.icon} ${styles.spinning}` : styles.icon}
      viewBox="0 0 24 24"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
      focusable="false"
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  );
}
