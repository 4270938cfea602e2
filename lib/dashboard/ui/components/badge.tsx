import type { ReactNode } from 'react';
import type { JobState } from '../../../interfaces/job-state.type.js';
import type { IconName } from '../utils/icon-paths.js';
import { Icon } from './icon.js';
import styles from './state-badge.module.css';

interface Props {
  /** The colour: of the state that means the same. */
  tone: JobState;
  icon: IconName;
  isPlain?: boolean;
  children: ReactNode;
}

export function Badge({ tone, icon, isPlain = false, children }: Props) {
  return (
    <span className={`${styles.badge} ${styles[tone]} ${isPlain ? styles.plain : ''}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
