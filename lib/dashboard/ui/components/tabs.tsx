import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';

export interface Tab {
  key: string;
  label: ReactNode;
  count?: ReactNode;
  search: Record<string, string | undefined>;
  isActive: boolean;
}

/** Views of one page. Each is a link: the address holds the view. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.key}
          to="."
          search={tab.search}
          className={styles.tab}
          aria-current={tab.isActive ? 'page' : undefined}
          // Only for the very same view: by itself every link of the page would be the current one.
          activeOptions={{ exact: true, includeSearch: true }}
        >
          {tab.label}
          {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
