import { useEffect, useRef, type ReactNode } from 'react';
import { useDashboard } from '../api/context.js';
import styles from './page-header.module.css';

interface Props {
  title: string;
  /** Before the title: where this page belongs. */
  parent?: ReactNode;
  /** Beside the title: states. */
  badges?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}

/** The page's name, in the window's title too. Focus comes here when the page does. */
export function PageHeader({ title, parent, badges, children, actions }: Props) {
  const { config } = useDashboard();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${config.title}`;
  }, [title, config.title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <header className={styles.header}>
      {parent !== undefined && <nav className={styles.parent}>{parent}</nav>}
      <div className={styles.row}>
        <h1 ref={heading} tabIndex={-1} className={styles.title}>
          {title}
        </h1>
        {badges}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children !== undefined && <div className={styles.about}>{children}</div>}
    </header>
  );
}
