import { useEffect, useId, useRef, type FormEvent, type ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';
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

/** Open while it is rendered. Focus goes in, stays in, and comes back to where it was. */
export function Dialog({ title, onClose, onSubmit, footer, width = 'narrow', children }: Props) {
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();

  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement;
    element.showModal();
    // By itself it would be the button that closes.
    element.querySelector<HTMLElement>('input, select, textarea')?.focus();
    return () => {
      element.close();
      if (opener instanceof HTMLElement) {
        opener.focus();
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
      onClick={(event) => event.target === dialog.current && onClose()}
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
