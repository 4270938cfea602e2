import { LOCALE_COOKIE, THEME_COOKIE, THEMES, type Locale, type Theme } from '../../api/index.js';
import { useState } from 'react';
import { useDashboard } from '../api/context.js';
import { Button } from '../components/button.js';
import { Dialog } from '../components/dialog.js';
import { Checkbox, SelectField } from '../components/field.js';
import { Icon } from '../components/icon.js';
import { activate, useLanguage } from '../i18n/i18n.js';
import { setPreferences, usePreferences } from '../utils/preferences.js';
import styles from './settings-dialog.module.css';

const ICONS = { system: 'system', light: 'sun', dark: 'moon' } as const satisfies Record<Theme, string>;
/** In their own words. */
const LANGUAGES: { value: Locale; label: string }[] = [
  { value: 'en', label: 'English' },
  { value: 'tr', label: 'Türkçe' },
];

/** Theme and language are cookies, so that the next page is rendered with them; the rest stays in this browser. */
export default function SettingsDialog({ onClose }: { onClose: () => void }) {
  const { t, locale } = useLanguage();
  const { base, config } = useDashboard();
  const preferences = usePreferences();
  const [theme, setTheme] = useState(() => (document.documentElement.dataset['theme'] ?? 'system') as Theme);
  const choose = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset['theme'] = next;
    setCookie(THEME_COOKIE, next, base);
  };
  return (
    <Dialog
      title={t('settings.title')}
      onClose={onClose}
      footer={
        <Button tone="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
      }
    >
      <fieldset className={styles.group}>
        <legend className={styles.legend}>{t('settings.theme')}</legend>
        <div className={styles.themes}>
          {THEMES.map((name) => (
            <label key={name} className={styles.theme}>
              <input type="radio" name="theme" checked={theme === name} onChange={() => choose(name)} />
              <Icon name={ICONS[name]} />
              {t(`settings.theme.${name}`)}
            </label>
          ))}
        </div>
      </fieldset>
      <SelectField
        label={t('settings.language')}
        value={locale}
        options={LANGUAGES}
        onChange={(event) => {
          const next = event.target.value as Locale;
          setCookie(LOCALE_COOKIE, next, base);
          void activate(next);
        }}
      />
      <SelectField
        label={t('settings.density')}
        value={preferences.density}
        options={(['comfortable', 'compact'] as const).map((value) => ({
          value,
          label: t(`settings.density.${value}`),
        }))}
        onChange={(event) => setPreferences({ density: event.target.value as 'comfortable' | 'compact' })}
      />
      <Checkbox
        label={t('settings.shortcuts')}
        checked={preferences.shortcuts}
        onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
      />
      <p className={styles.zone}>
        {t('settings.zone', {
          viewer: Intl.DateTimeFormat().resolvedOptions().timeZone,
          server: config.timeZone,
        })}
      </p>
    </Dialog>
  );
}

function setCookie(name: string, value: string, path: string): void {
  // The mount itself has no slash at its end: a cookie for `/jobs/` would not be sent there.
  const scope = path.replace(/\/$/, '') || '/';
  document.cookie = `${name}=${value}; path=${scope}; max-age=31536000; SameSite=Strict`;
}
