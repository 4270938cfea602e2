import { SelectField, TextField } from '../../components/field.js';
import { useLanguage } from '../../i18n/i18n.js';

/** Now, in a while, or at a moment of the viewer's clock (as `datetime-local` writes it). */
export type When = { kind: 'now' } | { kind: 'in'; ms: number } | { kind: 'at'; local: string };

const DELAYS = [60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];

interface Props {
  value: When;
  onChange: (when: When) => void;
  /** Without "now". */
  isLater?: boolean;
}

export function WhenField({ value, onChange, isLater = false }: Props) {
  const { t, format } = useLanguage();
  const choose = (choice: string) => {
    if (choice === 'at') {
      onChange({ kind: 'at', local: '' });
    } else {
      onChange(choice === 'now' ? { kind: 'now' } : { kind: 'in', ms: Number(choice) });
    }
  };
  return (
    <>
      <SelectField
        label={t('when.label')}
        value={value.kind === 'in' ? String(value.ms) : value.kind}
        options={[
          ...(isLater ? [] : [{ value: 'now', label: t('when.now') }]),
          ...DELAYS.map((ms) => ({
            value: String(ms),
            label: t('when.in', { duration: format.duration(ms) }),
          })),
          { value: 'at', label: t('when.at') },
        ]}
        onChange={(event) => choose(event.target.value)}
      />
      {value.kind === 'at' && (
        <TextField
          type="datetime-local"
          label={t('when.time')}
          hint={t('when.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
          value={value.local}
          onChange={(event) => onChange({ kind: 'at', local: event.target.value })}
        />
      )}
    </>
  );
}

export function isComplete(when: When): boolean {
  return when.kind !== 'at' || !Number.isNaN(Date.parse(when.local));
}

export function toParams(when: When): { at?: string; delayMs?: number } {
  switch (when.kind) {
    case 'now':
      return { delayMs: 0 };
    case 'in':
      return { delayMs: when.ms };
    case 'at':
      return isComplete(when) ? { at: new Date(when.local).toISOString() } : {};
  }
}
