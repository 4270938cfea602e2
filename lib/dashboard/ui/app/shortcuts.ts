import { useEffect, useRef } from 'react';
import { usePreferences } from '../utils/preferences.js';
import { KeySequence } from '../utils/key-sequence.js';

type Handler = () => void;

const handlers = new Map<string, Handler[]>();
const sequence = new KeySequence((keys) => handlers.has(keys));

/** While the component is there, these keys do this; the latest component comes first, a fallback last. `g j` is one after the other. */
export function useShortcut(keys: string, handler: Handler, { isFallback = false } = {}): void {
  const latest = useRef(handler);
  latest.current = handler;
  useEffect(() => {
    const run = () => latest.current();
    const others = handlers.get(keys) ?? [];
    handlers.set(keys, isFallback ? [...others, run] : [run, ...others]);
    return () => {
      const left = handlers.get(keys)!.filter((other) => other !== run);
      if (left.length === 0) {
        handlers.delete(keys);
      } else {
        handlers.set(keys, left);
      }
    };
  }, [keys, isFallback]);
}

/** Listens for the keys; once, in the shell. */
export function useShortcutListener(): void {
  const { shortcuts } = usePreferences();
  useEffect(() => {
    if (!shortcuts) {
      return undefined;
    }
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event.target)) {
        return;
      }
      const keys = sequence.press(event.key, event.timeStamp);
      const handler = keys === null ? undefined : handlers.get(keys)?.[0];
      if (handler) {
        event.preventDefault();
        handler();
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [shortcuts]);
}

/** Somebody writes, or answers a dialog. */
function isBusy(target: EventTarget | null): boolean {
  return (
    document.querySelector('dialog[open]') !== null ||
    (target instanceof Element &&
      target.closest('input:not([type=checkbox]), textarea, select, [popover]') !== null)
  );
}
