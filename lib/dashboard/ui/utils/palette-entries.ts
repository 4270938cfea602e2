import { formatQuery, type GrantedRights, type Locale } from '../../api/index.js';
import { navigationFor } from '../app/page-list.js';
import type { PageTarget } from '../app/page-link.js';
import type { Translate } from '../i18n/messages.js';
import type { IconName } from './icon-paths.js';
import { typedQuery } from './query-zone.js';

export interface PaletteEntry {
  key: string;
  icon: IconName;
  label: string;
  hint: string;
  target: PageTarget;
}

interface Input {
  text: string;
  types: { value: string }[];
  queues: { value: string }[];
  access: GrantedRights;
  t: Translate;
  locale: Locale;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const EACH = 4;

/** Where the text may lead, the likeliest first. */
export function paletteEntries({ text, types, queues, access, t, locale }: Input): PaletteEntry[] {
  if (UUID.test(text)) {
    const id = text.toLowerCase();
    return [
      {
        key: 'job',
        icon: 'jobs',
        label: id,
        hint: t('palette.job'),
        target: { page: 'job', params: { id } },
      },
      {
        key: 'batch',
        icon: 'batches',
        label: id,
        hint: t('palette.batch'),
        target: { page: 'batch', params: { id } },
      },
    ];
  }
  // Names of pages are words of the language, so its rules of upper and lower case apply.
  const wanted = text.toLocaleLowerCase(locale);
  const pages = navigationFor(access)
    .flat()
    .map(({ page, icon }) => ({ page, icon, label: t(`page.${page}`) }))
    .filter(({ label }) => label.toLocaleLowerCase(locale).includes(wanted))
    .map(({ page, icon, label }) => ({
      key: `page ${page}`,
      icon,
      label,
      hint: t('palette.page'),
      target: { page },
    }));
  const search: PaletteEntry = {
    key: 'search',
    icon: 'search',
    label: text,
    hint: t('palette.search'),
    target: { page: 'jobs', search: { q: typedQuery(text) } },
  };
  return [
    ...pages,
    ...types.slice(0, EACH).map(({ value }) => ({
      key: `type ${value}`,
      icon: 'jobs' as const,
      label: value,
      hint: t('palette.type'),
      target: { page: 'jobs' as const, search: { q: formatQuery({ types: [value] }) } },
    })),
    ...queues.slice(0, EACH).map(({ value }) => ({
      key: `queue ${value}`,
      icon: 'queues' as const,
      label: value,
      hint: t('palette.queue'),
      target: { page: 'queue' as const, search: { name: value } },
    })),
    ...(text === '' ? [] : [search]),
  ];
}
