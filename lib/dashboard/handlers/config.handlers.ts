import { Inject, Injectable } from '@nestjs/common';
import { JobStore } from '../../store/index.js';
import { PACKAGE_VERSION } from '../../utils/index.js';
import {
  LOCALE_COOKIE,
  LOCALES,
  THEME_COOKIE,
  THEMES,
  type DashboardConfig,
  type Locale,
  type Theme,
} from '../api/index.js';
import { isReading } from '../access/viewer.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { Engine } from '../engine/engine.js';
import { cookieOf, headerOf, type DashboardRequest } from '../http/request.js';
import type { Call, Handlers } from '../input/call.js';
import { Assets } from '../shell/assets.js';

/** What the browser side must know of where it is and who looks. It does not ask the database, so that the page is there when that is away. */
@Injectable()
export class ConfigHandlers implements Handlers<'config'> {
  constructor(
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    @Inject(JobStore) private readonly store: JobStore,
    private readonly engine: Engine,
    private readonly assets: Assets,
  ) {}

  async config({ request, viewer }: Pick<Call, 'request' | 'viewer'>): Promise<DashboardConfig> {
    const { title, environment, readOnly, pollInterval, links } = this.options;
    const rights = Object.entries(viewer.rights).map(([right, isGranted]) => [
      right,
      isGranted && !(readOnly && !isReading(right as keyof typeof viewer.rights)),
    ]);
    return {
      version: PACKAGE_VERSION,
      build: this.assets.build,
      title,
      environment,
      actor: viewer.actor,
      access: Object.fromEntries(rights) as DashboardConfig['access'],
      readOnly,
      capabilities: {
        argumentSearch: this.engine.canSearchArguments,
        editRecurring: this.options.editRecurring,
      },
      driver: driverOf(this.store.dashboard.driver),
      theme: oneOf<Theme>(cookieOf(request, THEME_COOKIE), THEMES) ?? 'system',
      locale: localeOf(request),
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      now: new Date().toISOString(),
      pollMs: Math.max(pollInterval, 5_000),
      links,
    };
  }
}

function driverOf(driver: string): DashboardConfig['driver'] {
  return driver === 'better-sqlite3' ? 'sqlite' : (driver as DashboardConfig['driver']);
}

/** As chosen, or the first language of the browser's that there is. */
function localeOf(request: DashboardRequest): Locale {
  const accepted = (headerOf(request, 'accept-language') ?? '')
    .split(',')
    .map((part) => part.trim().slice(0, 2).toLowerCase());
  return (
    oneOf<Locale>(cookieOf(request, LOCALE_COOKIE), LOCALES) ??
    accepted.map((language) => oneOf<Locale>(language, LOCALES)).find((locale) => locale !== null) ??
    'en'
  );
}

function oneOf<Value extends string>(value: string | undefined, allowed: readonly Value[]): Value | null {
  return allowed.find((each) => each === value) ?? null;
}
