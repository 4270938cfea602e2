import { useSyncExternalStore } from 'react';
import { useShortcut } from '../app/shortcuts.js';
import { useLanguage } from '../i18n/i18n.js';
import { passFocus } from '../utils/heading-focus.js';
import { usePreferences } from '../utils/preferences.js';
import { toasts, type ShownToast, type Toast } from '../utils/toast-list.js';
import { Button } from './button.js';
import { Icon } from './icon.js';
import styles from './toasts.module.css';

const KEY = 'u';

export function useToast(): (toast: Toast) => void {
  return toasts.show;
}

/** Says what the viewer's own actions did, also aloud. */
export function Toasts() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.read);
  const latest = shown.findLast(({ action }) => action !== undefined);
  return (
    <div className={styles.stack} role="status" aria-live="polite">
      {shown.map((toast) => (
        <ToastBox key={toast.id} toast={toast} hasKey={toast === latest} />
      ))}
      {latest && <ToastShortcut toast={latest} />}
    </div>
  );
}

/** They are far from what somebody is at: a key does what the latest one offers. */
function ToastShortcut({ toast }: { toast: ShownToast }) {
  useShortcut(KEY, () => toasts.act(toast));
  return null;
}

function ToastBox({ toast, hasKey }: { toast: ShownToast; hasKey: boolean }) {
  const { t } = useLanguage();
  const { shortcuts } = usePreferences();
  const { id, text, tone = 'done', action } = toast;
  const showsKey = hasKey && shortcuts;
  return (
    <div
      ref={passFocus}
      className={styles.toast}
      onPointerEnter={() => toasts.hold(toast, 'pointer')}
      onPointerLeave={() => toasts.release(toast, 'pointer')}
      onFocus={() => toasts.hold(toast, 'focus')}
      onBlur={() => toasts.release(toast, 'focus')}
    >
      <span className={styles[tone]}>
        <Icon name={tone === 'done' ? 'succeeded' : 'failed'} />
      </span>
      <p className={styles.text}>{text}</p>
      {action && (
        <Button size="small" aria-keyshortcuts={showsKey ? KEY : undefined} onClick={() => toasts.act(toast)}>
          {action.label}
          {showsKey && (
            <kbd className={styles.key} aria-hidden>
              {KEY}
            </kbd>
          )}
        </Button>
      )}
      <Button tone="quiet" size="small" icon="close" isIconOnly onClick={() => toasts.close(id)}>
        {t('common.dismiss')}
      </Button>
    </div>
  );
}
