import { useEffect, useRef, useState } from 'react';
import { useShortcut } from '../app/shortcuts.js';
import { draftOf, received, sending } from '../utils/draft.js';
import styles from './field.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

const PATIENCE_MS = 250;

/** A search that follows while one writes. */
export function FilterField({ label, value, onChange }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(() => draftOf(value));
  const { text } = draft;
  const latest = useRef(onChange);
  latest.current = onChange;
  useShortcut('/', () => input.current!.focus());
  useEffect(() => setDraft((before) => received(before, value)), [value]);
  useEffect(() => {
    if (text === value) {
      return undefined;
    }
    const timer = setTimeout(() => {
      setDraft((before) => sending(before, text));
      latest.current(text);
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);
  return (
    <input
      ref={input}
      type="search"
      className={`${styles.input} ${styles.filter}`}
      aria-label={label}
      placeholder={label}
      value={text}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => setDraft((before) => ({ ...before, text: target.value }))}
    />
  );
}
