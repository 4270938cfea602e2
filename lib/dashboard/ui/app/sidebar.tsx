import { useRouterState } from '@tanstack/react-router';
import { PAGES, type PageName, type Stats } from '../../api/index.js';
import { useDashboard } from '../api/context.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import { EnvironmentBadge } from './environment-badge.js';
import { navigationFor, PARENTS, type NavigationPage } from './page-list.js';
import { PageLink } from './page-link.js';
import styles from './sidebar.module.css';

export function Sidebar({ stats }: { stats: Stats | undefined }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const current = useCurrentPage();
  return (
    <aside className={styles.sidebar}>
      <PageLink page="overview" className={styles.brand}>
        <span className={styles.mark}>
          <Icon name="flame" />
        </span>
        <span className={styles.name}>{config.title}</span>
      </PageLink>
      <EnvironmentBadge className={styles.environment} />
      <nav aria-label={t('shell.navigation')} className={styles.navigation}>
        {navigationFor(config.access).map((group, at) => (
          <ul key={at} className={styles.group}>
            {group.map(({ page, icon }) => (
              <li key={page}>
                <PageLink
                  page={page}
                  className={styles.link}
                  aria-current={page === current ? 'page' : undefined}
                >
                  <Icon name={icon} />
                  <span className={styles.label}>{t(`page.${page}`)}</span>
                  <NavigationBadge page={page} stats={stats} />
                </PageLink>
              </li>
            ))}
          </ul>
        ))}
      </nav>
      <Footer linkClass={styles.link} />
    </aside>
  );
}

/** Links of the application, and what the dashboard is. */
export function Footer({ linkClass }: { linkClass?: string }) {
  const { t } = useLanguage();
  const { links, readOnly, version, driver } = useDashboard().config;
  return (
    <footer className={styles.footer}>
      {links.map(({ label, url }) => (
        <a key={url} href={url} className={linkClass}>
          <Icon name="external" />
          {label}
        </a>
      ))}
      {readOnly && (
        <p className={styles.note}>
          <Icon name="lock" />
          {t('shell.readOnly')}
        </p>
      )}
      <p className={styles.version}>
        Nestfire {version ?? ''} · {driver}
      </p>
    </footer>
  );
}

/** A number beside a page that wants to be looked at. */
export function NavigationBadge({ page, stats }: { page: NavigationPage; stats: Stats | undefined }) {
  const { t, format } = useLanguage();
  const failed = stats?.states.failed;
  const stale = stats?.workers.stale ?? 0;
  const problems = stats?.verdict.causes.length ?? 0;
  if (page === 'failures' && failed && failed.value > 0) {
    return (
      <span className={styles.badge}>
        {format.compact(failed.value)}
        {failed.capped && '+'}
        <span className="visually-hidden"> {t('shell.badge.failed')}</span>
      </span>
    );
  }
  if (page === 'workers' && stale > 0) {
    return (
      <span className={styles.badge}>
        {stale}
        <span className="visually-hidden"> {t('shell.badge.stale')}</span>
      </span>
    );
  }
  if (page === 'health' && problems > 0) {
    return (
      <span className={styles.badge}>
        {problems}
        <span className="visually-hidden"> {t('shell.badge.problems')}</span>
      </span>
    );
  }
  return null;
}

/** The page of the navigation that the address belongs to. */
export function useCurrentPage(): NavigationPage | undefined {
  const path = useRouterState({ select: (state) => state.matches.at(-1)?.routeId as string | undefined });
  const [name] =
    (Object.entries(PAGES) as [PageName, string][]).find(
      ([, page]) => `/${page.replaceAll(':', '$')}` === path,
    ) ?? [];
  return name && (PARENTS[name] ?? (name as NavigationPage));
}
