import { useEffect, useRef, useState } from 'react';
import { useShortcut } from '../app/shortcuts.js';
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
  const [text, setText] = useState(value);
  const latest = useRef(onChange);
  latest.current = onChange;
  useShortcut('/', () => input.current!.focus());
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) {
      return undefined;
    }
    const timer = setTimeout(() => latest.current(text), PATIENCE_MS);
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
      onChange={(event) => setText(event.target.value)}
    />
  );
}
