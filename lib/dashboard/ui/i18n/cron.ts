import { useQuery } from '@tanstack/react-query';
import { useLanguage } from './i18n.js';

/** Loads the words for schedules only where one is shown. */
async function loadCron() {
  const [{ default: cronstrue }] = await Promise.all([import('cronstrue'), import('cronstrue/locales/tr')]);
  return cronstrue;
}

/** A `plainCron` in words, or `null` where there are none. */
export function useCronText(): (cron: string | null) => string | null {
  const { locale } = useLanguage();
  const { data: cronstrue } = useQuery({
    queryKey: ['cron'],
    queryFn: loadCron,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return (cron) => {
    try {
      return cron === null
        ? null
        : (cronstrue?.toString(cron, { locale, use24HourTimeFormat: true }) ?? null);
    } catch {
      return null;
    }
  };
}
