import { useId } from 'react';
import { useApi } from '../../api/hooks.js';
import { TextField } from '../../components/field.js';
import { useLanguage } from '../../i18n/i18n.js';

/** A queue that is there, or one that will be. */
export function QueueField({ value, onChange }: { value: string; onChange: (queue: string) => void }) {
  const { t } = useLanguage();
  const id = useId();
  const { data } = useApi('suggest', { query: { field: 'queue' } }, { isLive: false });
  return (
    <>
      <TextField
        label={t('move.queue')}
        hint={t('move.hint')}
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
