/** The options with every default filled in. */
export const RESOLVED_DASHBOARD_OPTIONS = Symbol('NESTFIRE_RESOLVED_DASHBOARD_OPTIONS');

/** The `ResolvedStructure` of one dashboard. */
export const DASHBOARD_STRUCTURE = Symbol('NESTFIRE_DASHBOARD_STRUCTURE');

/** Everything that answers routes. */
export const HANDLERS = Symbol('NESTFIRE_DASHBOARD_HANDLERS');

/** The folder of the built browser side. */
export const UI_FOLDER = Symbol('NESTFIRE_UI_FOLDER');

/** What of the structure is of interest after the module is defined. */
export interface ResolvedStructure {
  path: string;
  hasGuards: boolean;
}
