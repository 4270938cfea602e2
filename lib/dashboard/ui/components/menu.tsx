import { useId, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { IconName } from '../utils/icon-paths.js';
import { Button, type ButtonProps } from './button.js';
import { Icon } from './icon.js';
import styles from './menu.module.css';

export interface MenuItem {
  key: string;
  label: ReactNode;
  icon?: IconName;
  isDanger?: boolean;
  /** One of several that exclude each other. */
  isChecked?: boolean;
  onSelect: () => void;
}

interface Props extends Pick<ButtonProps, 'tone' | 'size' | 'icon' | 'isIconOnly' | 'className'> {
  label: string;
  items: MenuItem[];
}

/** A button with a menu, by the pattern of the ARIA practices: arrows, Home, End, Escape. */
export function Menu({ label, items, ...button }: Props) {
  const id = useId();
  const popover = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLSpanElement>(null);

  const place = () => {
    const menu = popover.current!;
    const anchor = opener.current!.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const left = Math.min(Math.max(8, anchor.right - width), window.innerWidth - width - 8);
    const below = anchor.bottom + 4;
    menu.style.left = `${left}px`;
    menu.style.top = `${below + height > window.innerHeight ? Math.max(8, anchor.top - height - 4) : below}px`;
    entries()[0]?.focus();
  };

  const entries = () => [...popover.current!.querySelectorAll<HTMLElement>('[role^="menuitem"]')];

  const move = (event: KeyboardEvent) => {
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all.at(to % all.length)!.focus();
    } else if (event.key === 'Tab') {
      popover.current!.hidePopover();
    }
  };

  return (
    <span ref={opener} className={styles.opener}>
      <Button {...button} popoverTarget={id} aria-haspopup="menu">
        {label}
      </Button>
      <div
        ref={popover}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className={styles.menu}
        onToggle={(event) => event.newState === 'open' && place()}
        onKeyDown={move}
      >
        {items.map(({ key, label: text, icon, isDanger, isChecked, onSelect }) => (
          <button
            key={key}
            type="button"
            tabIndex={-1}
            role={isChecked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked={isChecked}
            className={isDanger ? `${styles.item} ${styles.danger}` : styles.item}
            onClick={() => {
              popover.current!.hidePopover();
              onSelect();
            }}
          >
            {icon && <Icon name={icon} />}
            <span className={styles.text}>{text}</span>
            {isChecked && <Icon name="check" />}
          </button>
        ))}
      </div>
    </span>
  );
}
