import { useState } from 'react';
import { MAX_LIMIT } from '../../../../interfaces/limit-bounds.js';
import type { LimitView, Target } from '../../../api/index.js';
import { useAction } from '../../api/actions.js';
import { useApi } from '../../api/hooks.js';
import { SelectField, TextField } from '../../components/field.js';
import { FormDialog } from '../../components/form-dialog.js';
import { SuggestField } from '../../components/suggest-field.js';
import { useSubmit } from '../../components/use-submit.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { useLimitUndo } from './use-limit-undo.js';

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
  const set = useAction('setLimit', { isErrorShown: true });
  const { submit, isBusy, error } = useSubmit(onClose);
  const undo = useLimitUndo();
  const limits = useApi('limits').data;
  const [type, setType] = useState('');
  const [concurrency, setConcurrency] = useState(limit?.concurrency?.toString() ?? '');
  const [rate, setRate] = useState(limit?.rate?.limit.toString() ?? '');
  const [perMs, setPerMs] = useState(limit?.rate?.perMs ?? 60_000);
  const save = async () => {
    const named: Target = target ?? { kind: 'type', name: type.trim() };
    const before = limit ?? limits?.items.find((each) => isSame(each.target, named)) ?? null;
    await set.mutateAsync({
      body: {
        target: named,
        concurrency: concurrency === '' ? null : Number(concurrency),
        rate: rate === '' ? null : { limit: Number(rate), perMs },
      },
    });
    toast({ text: t('limit.done'), action: undo(named, before) });
  };
  const wrong = t('limit.wrong', { max: format.number(MAX_LIMIT) });
  return (
    <FormDialog
      title={target === null ? t('types.limit') : t('limit.edit', { name: target.name })}
      action={t('common.save')}
      isReady={(target !== null || type.trim() !== '') && isWhole(concurrency) && isWhole(rate)}
      isBusy={isBusy}
      error={error}
      onClose={onClose}
      onSubmit={() => submit(save())}
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

function isSame(one: Target, other: Target): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function isWhole(text: string): boolean {
  return text === '' || (/^[1-9]\d*$/.test(text) && Number(text) <= MAX_LIMIT);
}
