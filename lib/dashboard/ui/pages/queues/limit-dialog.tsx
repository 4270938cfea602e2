import { useState } from 'react';
import { MAX_LIMIT } from '../../../../interfaces/limit-bounds.js';
import type { LimitView, Target } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { SelectField, TextField } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';

const PERIODS = [1_000, 60_000, 3_600_000, 86_400_000];

interface Props {
  /** `null`: a job type that is to be named. */
  target: Target | null;
  limit: LimitView | null;
  onClose: () => void;
}

/** An empty field is no limit. */
export function LimitDialog({ target, limit, onClose }: Props) {
  const { t, format } = useLanguage();
  const toast = useToast();
  const set = useAction('setLimit');
  const [type, setType] = useState('');
  const [concurrency, setConcurrency] = useState(limit?.concurrency?.toString() ?? '');
  const [rate, setRate] = useState(limit?.rate?.limit.toString() ?? '');
  const [perMs, setPerMs] = useState(limit?.rate?.perMs ?? 60_000);
  const submit = () =>
    set.mutate(
      {
        body: {
          target: target ?? { kind: 'type', name: type.trim() },
          concurrency: concurrency === '' ? null : Number(concurrency),
          rate: rate === '' ? null : { limit: Number(rate), perMs },
        },
      },
      {
        onSuccess: () => {
          toast({ text: t('limit.done') });
          onClose();
        },
      },
    );
  const wrong = t('limit.wrong', { max: format.number(MAX_LIMIT) });
  return (
    <FormDialog
      title={target === null ? t('types.limit') : t('limit.edit', { name: target.name })}
      action={t('common.save')}
      isReady={(target !== null || type.trim() !== '') && isWhole(concurrency) && isWhole(rate)}
      isBusy={set.isPending}
      error={set.error}
      onClose={onClose}
      onSubmit={submit}
    >
      {target === null && <SuggestField field="type" value={type} onChange={setType} />}
      <TextField
        label={t('limit.concurrency')}
        hint={t('limit.empty')}
        error={isWhole(concurrency) ? null : wrong}
        value={concurrency}
        inputMode="numeric"
        onChange={(event) => setConcurrency(event.target.value.trim())}
      />
      <TextField
        label={t('limit.rate')}
        hint={t('limit.empty')}
        error={isWhole(rate) ? null : wrong}
        value={rate}
        inputMode="numeric"
        onChange={(event) => setRate(event.target.value.trim())}
      />
      <SelectField
        label={t('limit.period')}
        value={String(perMs)}
        options={[...new Set([...PERIODS, perMs])].map((ms) => ({
          value: String(ms),
          label: format.duration(ms),
        }))}
        onChange={(event) => setPerMs(Number(event.target.value))}
      />
    </FormDialog>
  );
}

function isWhole(text: string): boolean {
  return text === '' || (/^[1-9]\d*$/.test(text) && Number(text) <= MAX_LIMIT);
}
