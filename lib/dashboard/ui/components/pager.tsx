import type { MouseEvent } from 'react';
import { focusHeading } from '../utils/heading-focus.js';
import { buttonClass } from './button.js';
import { useLanguage } from '../i18n/i18n.js';
import { Link } from '@tanstack/react-router';
import { useSearchState } from '../app/page-link.js';
import styles from './pager.module.css';

const EXACT = { exact: true, includeSearch: true };

/** The list begins anew, and so does the way through it by the keyboard. With a modifier the page is another window's. */
function toTop({ ctrlKey, metaKey, shiftKey }: MouseEvent): void {
  if (!ctrlKey && !metaKey && !shiftKey) {
    focusHeading();
  }
}

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
        <Link
          to="."
          search={first as never}
          className={buttonClass({ size: 'small' })}
          activeOptions={EXACT}
          onClick={toTop}
        >
          {t('pager.first')}
        </Link>
      )}
      {nextCursor !== null && (
        <Link
          to="."
          search={{ ...search, cursor: nextCursor } as never}
          className={buttonClass({ size: 'small' })}
          activeOptions={EXACT}
          onClick={toTop}
        >
          {t('pager.next')}
        </Link>
      )}
    </nav>
  );
}
