import { useState, type ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';
import { useNow } from '../utils/clock.js';
import { pauseEnd } from '../utils/pause-end.js';
import { SelectField, TextField } from './field.js';
import { FormDialog } from './form-dialog.js';
import { ReasonField } from './reason-field.js';
import { useSubmit } from './use-submit.js';

interface Props {
  title: string;
  /** What a pause does, and what it leaves alone. */
  about: string;
  /** Whether what is to be paused has been named. */
  isReady?: boolean;
  onClose: () => void;
  onSubmit: (params: { until?: string; reason?: string }) => Promise<void>;
  /** Asked before the rest. */
  children?: ReactNode;
}

const HOUR = 3_600_000;
const SPANS = [HOUR / 4, HOUR, 4 * HOUR, 24 * HOUR, 7 * 24 * HOUR];

/** For how long, and why. */
export function PauseDialog({ title, about, isReady = true, onClose, onSubmit, children }: Props) {
  const { t, format } = useLanguage();
  const [span, setSpan] = useState('');
  const [local, setLocal] = useState('');
  const [reason, setReason] = useState('');
  const { submit, isBusy, error } = useSubmit(onClose);
  const end = pauseEnd(span, local, useNow());

  const send = () =>
    submit(
      onSubmit({
        until: end === null ? undefined : new Date(end).toISOString(),
        reason: reason.trim() || undefined,
      }),
    );

  return (
    <FormDialog
      title={title}
      action={t('pause.do')}
      icon="pause"
      isReady={isReady && typeof end !== 'string'}
      isBusy={isBusy}
      error={error}
      onClose={onClose}
      onSubmit={send}
    >
      <p>{about}</p>
      {children}
      <SelectField
        label={t('pause.until')}
        value={span}
        options={[
          { value: '', label: t('pause.resumed') },
          ...SPANS.map((ms) => ({
            value: String(ms),
            label: t('pause.for', { duration: format.duration(ms) }),
          })),
          { value: 'at', label: t('when.at') },
        ]}
        onChange={(event) => setSpan(event.target.value)}
      />
      {span === 'at' && (
        <TextField
          type="datetime-local"
          label={t('when.time')}
          error={end === 'past' ? t('pause.past') : null}
          hint={t('when.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
          value={local}
          onChange={(event) => setLocal(event.target.value)}
        />
      )}
      <ReasonField value={reason} onChange={setReason} />
    </FormDialog>
  );
}
