import { useSyncExternalStore } from 'react';

export interface Preferences {
  /** Single keys do something. */
  shortcuts: boolean;
  density: 'comfortable' | 'compact';
}

const KEY = 'jobs-dashboard';
const DEFAULTS: Preferences = { shortcuts: true, density: 'comfortable' };
const listeners = new Set<() => void>();
let current = load();

function load(): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return DEFAULTS;
  }
}

/** Kept in this browser. Where it keeps nothing, they hold until the page is closed. */
export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that forbids storage.
  }
  listeners.forEach((listener) => listener());
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
