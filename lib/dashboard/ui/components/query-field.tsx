import { useId, useRef, useState, type KeyboardEvent } from 'react';
import type { QueryError } from '../../api/index.js';
import { useDashboard } from '../api/context.js';
import { useApi } from '../api/hooks.js';
import { useShortcut } from '../app/shortcuts.js';
import { useLanguage } from '../i18n/i18n.js';
import { complete, completionAt, knownChoices, markedTokens, withoutToken } from '../utils/completion.js';
import { typedQuery } from '../utils/query-zone.js';
import { FilterChip } from './filter-chip.js';
import { Icon } from './icon.js';
import styles from './query-field.module.css';

interface Props {
  value: string;
  /** What the server has found wrong with it. */
  errors: QueryError[];
  onChange: (text: string) => void;
}

const SHOWN = 8;

/** A search as text, completed while it is written; what it says is below as chips, and what it does not say right too. */
export function QueryField({ value, errors, onChange }: Props) {
  const { t } = useLanguage();
  const { capabilities, access } = useDashboard().config;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState({ of: value, text: value });
  const [isOpen, setIsOpen] = useState(false);
  const [caret, setCaret] = useState(value.length);
  const [active, setActive] = useState(-1);
  // The address has changed by other means.
  const text = draft.of === value ? draft.text : value;
  useShortcut('/', () => input.current!.focus());

  const completion = isOpen ? completionAt(text, caret) : null;
  const isValue = completion?.kind === 'value';
  const suggested = useApi(
    'suggest',
    { query: { field: isValue ? completion.field : 'type', prefix: completion?.prefix ?? '' } },
    { enabled: isValue, isLive: false },
  );
  const canSearchArguments = capabilities.argumentSearch && access.viewArguments;
  const choices =
    completion === null
      ? []
      : isValue
        ? (suggested.data?.items ?? [])
        : knownChoices(completion, canSearchArguments);
  const options = choices
    .slice(0, SHOWN)
    .map((choice) => (typeof choice === 'string' ? { value: choice, label: null } : choice));

  const write = (next: string, position: number) => {
    setDraft({ of: value, text: next });
    setCaret(position);
    setActive(-1);
  };
  const choose = (choice: string) => {
    const next = complete(text, completion!, choice);
    write(next.text, next.caret);
    requestAnimationFrame(() => input.current?.setSelectionRange(next.caret, next.caret));
  };
  const submit = (next: string) => {
    setDraft({ of: next, text: next });
    setIsOpen(false);
    onChange(next);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && options.length > 0) {
      event.preventDefault();
      setActive((active + step + options.length) % options.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (active >= 0 && options[active]) {
        choose(options[active].value);
      } else {
        submit(typedQuery(text.trim()));
      }
    } else if (event.key === 'Escape') {
      if (options.length > 0) {
        setIsOpen(false);
      } else {
        submit('');
      }
    }
  };

  return (
    <search className={styles.field}>
      <div className={styles.box}>
        <Icon name="search" />
        <input
          ref={input}
          className={styles.input}
          role="combobox"
          aria-label={t('query.label')}
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          placeholder={t('query.placeholder')}
          value={text}
          autoComplete="off"
          spellCheck={false}
          onFocus={() => setIsOpen(true)}
          onBlur={() => setIsOpen(false)}
          onChange={(event) => {
            setIsOpen(true);
            write(event.target.value, event.target.selectionStart ?? event.target.value.length);
          }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? 0)}
          onKeyDown={press}
        />
        {text !== value && <kbd className={styles.enter}>{t('query.enter')}</kbd>}
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={t('query.choices')}
        className={styles.list}
        hidden={options.length === 0}
      >
        {options.map((option, at) => (
          <li
            key={option.value}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === active}
            className={styles.option}
            // The input keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(option.value)}
          >
            {option.label ?? option.value}
          </li>
        ))}
      </ul>
      <QueryChips text={value} found={errors} onChange={submit} />
    </search>
  );
}

interface ChipsProps {
  text: string;
  found: QueryError[];
  onChange: (text: string) => void;
}

function QueryChips({ text, found, onChange }: ChipsProps) {
  const { t } = useLanguage();
  const tokens = markedTokens(text, found);
  if (tokens.length === 0) {
    return null;
  }
  return (
    <ul className={styles.chips} aria-label={t('query.filters')}>
      {tokens.map((token) => (
        <FilterChip
          key={token.start}
          text={text.slice(token.start, token.end)}
          error={token.error && t(`query.error.${token.error}`)}
          onRemove={() => onChange(withoutToken(text, token))}
        />
      ))}
    </ul>
  );
}
