import { useEffect, useRef } from 'react';
import { usePreferences } from '../utils/preferences.js';
import { KeySequence } from '../utils/key-sequence.js';

type Handler = () => void;

const handlers = new Map<string, Handler[]>();
const sequence = new KeySequence((keys) => handlers.has(keys));

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
/** The key of commands on this machine; on a Mac, Ctrl and a letter edit text. */
export const COMMAND = IS_MAC ? '⌘' : 'Ctrl';

/**
 * While the component is there, these keys do this; the latest component comes first, a fallback last.
 * `g j` is one after the other, `command k` both together, also while somebody writes.
 */
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
    const listen = (event: KeyboardEvent) => {
      const keys = keysOf(event, shortcuts);
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

function keysOf(event: KeyboardEvent, hasSingleKeys: boolean): string | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  if (event.defaultPrevented || altKey || document.querySelector('dialog[open]') !== null) {
    return null;
  }
  if (ctrlKey || metaKey) {
    return (IS_MAC ? metaKey : ctrlKey) && !shiftKey ? `command ${key.toLowerCase()}` : null;
  }
  return hasSingleKeys && !isWriting(target) ? sequence.press(key, event.timeStamp) : null;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type=checkbox]), textarea, select, [popover]') !== null
  );
}
