import { SelectField, TextField } from '../../components/field.js';
import { useLanguage } from '../../i18n/i18n.js';

/** In a while, or at a moment of the viewer's clock (as `datetime-local` writes it). */
export type When = { kind: 'in'; ms: number } | { kind: 'at'; local: string };

export const SOON: When = { kind: 'in', ms: 300_000 };
const DELAYS = [60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];

interface Props {
  value: When;
  onChange: (when: When) => void;
}

export function WhenField({ value, onChange }: Props) {
  const { t, format } = useLanguage();
  const choose = (choice: string) => {
    onChange(choice === 'at' ? { kind: 'at', local: '' } : { kind: 'in', ms: Number(choice) });
  };
  return (
    <>
      <SelectField
        label={t('when.label')}
        value={value.kind === 'in' ? String(value.ms) : value.kind}
        options={[
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
    case 'in':
      return { delayMs: when.ms };
    case 'at':
      return isComplete(when) ? { at: new Date(when.local).toISOString() } : {};
  }
}
