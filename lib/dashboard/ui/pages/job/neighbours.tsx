import { useApi } from '../../api/hooks.js';
import { PageLink } from '../../app/page-link.js';
import { buttonClass } from '../../components/button.js';
import { Icon } from '../../components/icon.js';
import { useLanguage } from '../../i18n/i18n.js';

interface Props {
  id: string;
  q: string | undefined;
  state: string | undefined;
}

/** The jobs before and after this one in the list it was opened from. */
export function Neighbours({ id, q, state }: Props) {
  const { t } = useLanguage();
  const { data } = useApi('jobNeighbours', { params: { id }, query: { q, state } }, { isLive: false });
  const ways = [
    ['newer', data?.newer, 'up'],
    ['older', data?.older, 'down'],
  ] as const;
  return ways.map(
    ([way, target, icon]) =>
      target && (
        <PageLink
          key={way}
          page="job"
          params={{ id: target }}
          search={{ q, state }}
          className={buttonClass({ tone: 'quiet', isIconOnly: true })}
          title={t(`job.${way}`)}
          aria-label={t(`job.${way}`)}
        >
          <Icon name={icon} />
        </PageLink>
      ),
  );
}
