import { useDashboard } from '../api/context.js';
import { Dialog } from '../components/dialog.js';
import { Checkbox } from '../components/field.js';
import { useLanguage } from '../i18n/i18n.js';
import type { MessageKey } from '../i18n/messages.js';
import { setPreferences, usePreferences } from '../utils/preferences.js';
import styles from './help-dialog.module.css';
import { COMMAND } from './shortcuts.js';
import { navigationFor } from './page-list.js';

const KEYS: [string, MessageKey][] = [
  ['/', 'keys.search'],
  ['p', 'keys.pause'],
  ['j', 'keys.next'],
  ['k', 'keys.previous'],
  ['x', 'keys.select'],
  ['u', 'keys.act'],
  ['?', 'keys.help'],
];

export default function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLanguage();
  const { access } = useDashboard().config;
  const { shortcuts } = usePreferences();
  const rows: [string, string][] = [
    [`${COMMAND} k`, t('shell.search')],
    ...KEYS.map(([key, label]): [string, string] => [key, t(label)]),
    ...navigationFor(access)
      .flat()
      .map(({ key, page }): [string, string] => [`g ${key}`, t(`page.${page}`)]),
  ];
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <Checkbox
        label={t('keys.enabled')}
        checked={shortcuts}
        onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
      />
      <dl className={styles.keys}>
        {rows.map(([keys, label]) => (
          <div key={keys} className={styles.row}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key} className={styles.key}>
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
