import { useLanguage } from '../i18n/i18n.js';
import { TextField } from './field.js';

/** Why somebody does something, for the history and the audit log. */
export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLanguage();
  return (
    <TextField
      label={t('common.reason')}
      hint={t('common.reasonHint')}
      value={value}
      maxLength={1000}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
