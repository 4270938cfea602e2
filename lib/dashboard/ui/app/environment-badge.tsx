import { clsx } from 'clsx';
import { useDashboard } from '../api/context.js';
import styles from './environment-badge.module.css';

/** Where one is, so that nobody takes production for something else. */
export function EnvironmentBadge({ className }: { className?: string }) {
  const { environment } = useDashboard().config;
  return (
    environment && (
      <p className={clsx(styles.badge, styles[environment.tone], className)}>{environment.label}</p>
    )
  );
}
