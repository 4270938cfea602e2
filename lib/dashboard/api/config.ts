import type { IsoTime } from './common.js';
import type { GrantedRights } from './rights.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const LOCALES = ['en', 'tr'] as const;
export type Locale = (typeof LOCALES)[number];

/** Cookies the browser sets, with the mount as their path, and `SameSite=Strict`; the shell is rendered by them. */
export const THEME_COOKIE = 'jobs-dashboard-theme';
export const LOCALE_COOKIE = 'jobs-dashboard-locale';

/** The header that every action must have: no other origin can send it without asking. */
export const ACTION_HEADER = 'X-Jobs-Dashboard';

/** The id of the `<script type="application/json">` in the shell that holds a `ShellData`. */
export const SHELL_DATA_ID = 'jobs-dashboard-data';

/** What the shell tells the browser before the first request. */
export interface ShellData {
  /** Where the dashboard is, relative to the page: `'./'`, `'../'`, … Resolve it against `location`. */
  root: string;
  config: DashboardConfig;
}

export interface DashboardConfig {
  /** Of nestfire; `null` where it was bundled with the application. */
  version: string | null;
  /** Changes with every build of the browser side: another one means that a reload is due. */
  build: string;
  title: string;
  environment: Environment | null;
  /** The person that looks, as the audit will name them; `null` when nobody says. */
  actor: string | null;
  access: GrantedRights;
  /** Nobody may act, whatever their rights. */
  readOnly: boolean;
  capabilities: Capabilities;
  driver: 'postgres' | 'mysql' | 'mariadb' | 'sqlite';
  theme: Theme;
  locale: Locale;
  /** Of the process that answers. */
  timeZone: string;
  /** The database's clock when this was written. */
  now: IsoTime;
  /** How often to ask while there is no stream. */
  pollMs: number;
  /** Links of the application, shown beside ours. */
  links: { label: string; url: string }[];
}

export interface Environment {
  label: string;
  tone: 'neutral' | 'info' | 'warning' | 'danger';
}

/** What this database and configuration can do: hide what they cannot. */
export interface Capabilities {
  /** `args.path:value` in queries. */
  argumentSearch: boolean;
  /** Whether recurring jobs can be changed, reset and removed. */
  editRecurring: boolean;
}
