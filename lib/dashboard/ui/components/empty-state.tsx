import type { ReactNode } from 'react';
import type { IconName } from '../utils/icon-paths.js';
import { CodeBlock } from './code-block.js';
import styles from './empty-state.module.css';
import { Icon } from './icon.js';

interface Props {
  icon: IconName;
  title: string;
  /** Why there is nothing, and what to do next. */
  children: ReactNode;
  /** A few lines that would change it. */
  code?: string;
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, code, action }: Props) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon}>
        <Icon name={icon} />
      </span>
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{children}</p>
      {code !== undefined && (
        <div className={styles.code}>
          <CodeBlock code={code} />
        </div>
      )}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
