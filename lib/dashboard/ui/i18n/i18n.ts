import { setupI18n, type Messages } from '@lingui/core';
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import type { Locale } from '../../api/index.js';
import { Formats } from './formats.js';
import type { Translate } from './messages.js';

type Catalogue = () => Promise<{ default: Record<string, string> }>;

/** In two parts: the overview is there before the texts of the other pages. */
const CATALOGUES: Record<Locale, { first: Catalogue; rest: Catalogue }> = {
  en: { first: () => import('./en/first.js'), rest: () => import('./en/rest.js') },
  tr: { first: () => import('./tr/first.js'), rest: () => import('./tr/rest.js') },
};

export const i18n = setupI18n();
let needsRest = false;

/** Loads the language and makes it the one that is spoken, in `lang` of the page too. */
export async function activate(locale: Locale): Promise<void> {
  const { first, rest } = CATALOGUES[locale];
  const parts = await Promise.all([first(), ...(needsRest ? [rest()] : [])]);
  // The compiler of the build has made messages of the texts.
  parts.forEach(({ default: messages }) => i18n.load(locale, messages as Messages));
  i18n.activate(locale);
  document.documentElement.lang = locale;
}

/** A page that needs more than the first texts waits for this. */
export async function loadRest(): Promise<void> {
  needsRest = true;
  const { locale } = i18n;
  const { default: messages } = await CATALOGUES[locale as Locale].rest();
  i18n.load(locale, messages as Messages);
}

/** In the language of the moment, for what is no component. */
export const translate: Translate = (key, values) => i18n._(key, values);

export interface Language {
  t: Translate;
  format: Formats;
  locale: Locale;
}

/** The viewer's language: texts, and the forms of numbers and times. */
export function useLanguage(): Language {
  const { i18n: current } = useLingui();
  const locale = current.locale as Locale;
  return useMemo(() => {
    const t: Translate = (key, values) => current._(key, values);
    return { t, format: new Formats(locale, t), locale };
  }, [current, locale]);
}
