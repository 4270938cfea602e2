import { useQuery } from '@tanstack/react-query';
import { useLanguage } from './i18n.js';

/** Loads the words for schedules only where one is shown. */
async function loadCron() {
  const [{ default: cronstrue }] = await Promise.all([import('cronstrue'), import('cronstrue/locales/tr')]);
  return cronstrue;
}

/** A schedule in words, or `null` where there are none: `H` is decided by the server. */
export function useCronText(): (cron: string) => string | null {
  const { locale } = useLanguage();
  const { data: cronstrue } = useQuery({
    queryKey: ['cron'],
    queryFn: loadCron,
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return (cron) => {
    try {
      return cronstrue?.toString(cron, { locale, use24HourTimeFormat: true }) ?? null;
    } catch {
      return null;
    }
  };
}
