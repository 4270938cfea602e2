import { useId, useState, type KeyboardEvent } from 'react';
import { useDashboard } from '../api/context.js';
import { useApi } from '../api/hooks.js';
import { Dialog } from '../components/dialog.js';
import { Icon } from '../components/icon.js';
import { useLanguage } from '../i18n/i18n.js';
import { paletteEntries, type PaletteEntry } from '../utils/palette-entries.js';
import { useGoTo } from './page-link.js';
import styles from './palette.module.css';

/** Goes anywhere by name: a page, a job by its id, jobs of a type or queue, or a search. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t, locale } = useLanguage();
  const { access } = useDashboard().config;
  const goTo = useGoTo();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const prefix = text.trim();
  const isAsking = { enabled: prefix.length > 1, isLive: false };
  const types = useApi('suggest', { query: { field: 'type', prefix } }, isAsking).data?.items ?? [];
  const queues = useApi('suggest', { query: { field: 'queue', prefix } }, isAsking).data?.items ?? [];
  const entries = paletteEntries({ text: prefix, types, queues, access, t, locale });

  const choose = (entry: PaletteEntry | undefined) => {
    if (entry) {
      onClose();
      goTo(entry.target);
    }
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      setActive((active + step + entries.length) % entries.length);
    }
  };

  return (
    <Dialog title={t('palette.title')} onClose={onClose} onSubmit={() => choose(entries[active])}>
      <input
        className={styles.input}
        role="combobox"
        aria-label={t('palette.label')}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={entries[active] && `${id}-${active}`}
        placeholder={t('palette.placeholder')}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <ul id={`${id}-list`} role="listbox" aria-label={t('palette.label')} className={styles.list}>
        {entries.map((entry, at) => (
          <li
            key={entry.key}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            className={styles.entry}
            onPointerMove={() => setActive(at)}
            onClick={() => choose(entry)}
          >
            <Icon name={entry.icon} />
            <span className={styles.label}>{entry.label}</span>
            <span className={styles.hint}>{entry.hint}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
