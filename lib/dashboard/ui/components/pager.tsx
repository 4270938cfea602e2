import { buttonClass } from './button.js';
import { useLanguage } from '../i18n/i18n.js';
import { Link } from '@tanstack/react-router';
import { useSearchState } from '../app/page-link.js';
import styles from './pager.module.css';

const EXACT = { exact: true, includeSearch: true };

/** Keyset pages: the next one, and back to the first. The browser's own "back" goes one page back. */
export function Pager({ nextCursor }: { nextCursor: string | null }) {
  const { t } = useLanguage();
  const [search] = useSearchState();
  const { cursor, ...first } = search;
  if (cursor === undefined && nextCursor === null) {
    return null;
  }
  return (
    <nav className={styles.pager} aria-label={t('pager.label')}>
      {cursor !== undefined && (
        <Link to="." search={first as never} className={buttonClass({ size: 'small' })} activeOptions={EXACT}>
          {t('pager.first')}
        </Link>
      )}
      {nextCursor !== null && (
        <Link
          to="."
          search={{ ...search, cursor: nextCursor } as never}
          className={buttonClass({ size: 'small' })}
          activeOptions={EXACT}
        >
          {t('pager.next')}
        </Link>
      )}
    </nav>
  );
}
