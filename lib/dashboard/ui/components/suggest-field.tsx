import { useId } from 'react';
import { useApi } from '../api/hooks.js';
import { useLanguage } from '../i18n/i18n.js';
import { TextField } from './field.js';

interface Props {
  field: 'queue' | 'type';
  value: string;
  onChange: (value: string) => void;
}

/** A queue or a job type: one that is there, or one that will be. */
export function SuggestField({ field, value, onChange }: Props) {
  const { t } = useLanguage();
  const id = useId();
  const { data } = useApi('suggest', { query: { field } }, { isLive: false });
  return (
    <>
      <TextField
        label={t(`suggest.${field}`)}
        hint={t(`suggest.${field}.hint`)}
        value={value}
        list={id}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={id}>
        {data?.items.map(({ value: name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
