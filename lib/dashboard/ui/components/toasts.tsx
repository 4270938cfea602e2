import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import styles from './toasts.module.css';

export interface Toast {
  text: string;
  tone?: 'done' | 'error';
  /** Something to do about it, for as long as it is there. */
  action?: { label: string; run: () => void };
}

type Show = (toast: Toast) => void;

const ToastContext = createContext<Show>(() => undefined);
const SECONDS = { plain: 5, withAction: 12 };

export function useToast(): Show {
  return useContext(ToastContext);
}

/** Says what the viewer's own actions did, also aloud. It waits while the pointer or the focus is on it. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { t } = useLanguage();
  const [toasts, setToasts] = useState<(Toast & { id: number })[]>([]);
  const lastId = useRef(0);
  const timers = useRef(new Map<number, ReturnType<typeof setTimeout>>());

  const close = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const arm = useCallback(
    (id: number, hasAction: boolean) => {
      const seconds = hasAction ? SECONDS.withAction : SECONDS.plain;
      timers.current.set(
        id,
        setTimeout(() => close(id), seconds * 1_000),
      );
    },
    [close],
  );
  const show = useCallback<Show>(
    (toast) => {
      const id = ++lastId.current;
      setToasts((all) => [...all.slice(-2), { ...toast, id }]);
      arm(id, toast.action !== undefined);
    },
    [arm],
  );

  const value = useMemo(() => show, [show]);
  return (
    <ToastContext value={value}>
      {children}
      <div className={styles.stack} role="status" aria-live="polite">
        {toasts.map(({ id, text, tone = 'done', action }) => (
          <div
            key={id}
            className={styles.toast}
            onPointerEnter={() => clearTimeout(timers.current.get(id))}
            onPointerLeave={() => arm(id, action !== undefined)}
            onFocus={() => clearTimeout(timers.current.get(id))}
            onBlur={() => arm(id, action !== undefined)}
          >
            <span className={styles[tone]}>
              <Icon name={tone === 'done' ? 'succeeded' : 'failed'} />
            </span>
            <p className={styles.text}>{text}</p>
            {action && (
              <Button
                size="small"
                onClick={() => {
                  close(id);
                  action.run();
                }}
              >
                {action.label}
              </Button>
            )}
            <Button tone="quiet" size="small" icon="close" isIconOnly onClick={() => close(id)}>
              {t('common.dismiss')}
            </Button>
          </div>
        ))}
      </div>
    </ToastContext>
  );
}
