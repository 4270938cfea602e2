import { useEffect, useId, useRef, type FormEvent, type ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';
import { focusHeading } from '../utils/heading-focus.js';
import { Button } from './button.js';
import styles from './dialog.module.css';

interface Props {
  title: string;
  onClose: () => void;
  /** With it the dialog is a form, and the footer's submit button sends it. */
  onSubmit?: () => void;
  footer?: ReactNode;
  width?: 'narrow' | 'wide';
  children: ReactNode;
}

/** Open while it is rendered. Focus goes in, stays in, and comes back to where it was, or to the heading where that is gone. */
export function Dialog({ title, onClose, onSubmit, footer, width = 'narrow', children }: Props) {
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const pressed = useRef<EventTarget>(null);
  const id = useId();

  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement;
    element.showModal();
    // By itself it would be the button that closes.
    element.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => {
      element.close();
      if (opener instanceof HTMLElement && opener.isConnected) {
        opener.focus();
      } else {
        focusHeading();
      }
    };
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };

  const content = (
    <>
      <header className={styles.header}>
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        <Button tone="quiet" size="small" icon="close" isIconOnly onClick={onClose}>
          {t('common.close')}
        </Button>
      </header>
      <div className={styles.body}>{children}</div>
      {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
    </>
  );

  return (
    <dialog
      ref={dialog}
      className={`${styles.dialog} ${styles[width]}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={({ target }) => {
        pressed.current = target;
      }}
      // Not where somebody has selected text in a field and let go outside of it.
      onClick={({ target }) => target === dialog.current && pressed.current === dialog.current && onClose()}
    >
      {onSubmit === undefined ? (
        <div className={styles.content}>{content}</div>
      ) : (
        <form className={styles.content} onSubmit={submit} noValidate>
          {content}
        </form>
      )}
    </dialog>
  );
}
