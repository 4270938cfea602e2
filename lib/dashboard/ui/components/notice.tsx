import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import type { IconName } from '../utils/icon-paths.js';
import { Icon } from './icon.js';
import styles from './notice.module.css';

interface Props {
  tone?: 'info' | 'warning' | 'error';
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Read aloud at once: it answers what the viewer just did. */
  isAlert?: boolean;
}

const ICONS = { info: 'info', warning: 'warning', error: 'failed' } satisfies Record<string, IconName>;

export function Notice({ tone = 'info', title, children, actions, isAlert = false }: Props) {
  return (
    <div className={clsx(styles.notice, styles[tone])} role={isAlert ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <div className={styles.text}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children !== undefined && <div>{children}</div>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
