import { useState } from 'react';
import { RequestError } from '../api/request.js';
import { useLanguage } from '../i18n/i18n.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { ErrorNotice } from './error-notice.js';
import { SelectField, TextField } from './field.js';

interface Props {
  title: string;
  /** What a pause does, and what it leaves alone. */
  about: string;
  onClose: () => void;
  onSubmit: (params: { until?: string; reason?: string }) => Promise<void>;
}

const HOUR = 3_600_000;
const SPANS = [HOUR / 4, HOUR, 4 * HOUR, 24 * HOUR, 7 * 24 * HOUR];

/** For how long, and why. */
export function PauseDialog({ title, about, onClose, onSubmit }: Props) {
  const { t, format } = useLanguage();
  const [span, setSpan] = useState('');
  const [local, setLocal] = useState('');
  const [reason, setReason] = useState('');
  const [error, setError] = useState<RequestError | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const at = span === 'at' ? Date.parse(local) : null;
  const isReady = at === null || !Number.isNaN(at);

  const submit = () => {
    if (!isReady) {
      return;
    }
    const until = at ?? (span === '' ? null : Date.now() + Number(span));
    setIsBusy(true);
    onSubmit({
      until: until === null ? undefined : new Date(until).toISOString(),
      reason: reason.trim() || undefined,
    })
      .then(onClose, (cause: unknown) =>
        setError(cause instanceof RequestError ? cause : new RequestError('internal')),
      )
      .finally(() => setIsBusy(false));
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" tone="primary" icon="pause" isBusy={isBusy} disabled={!isReady}>
            {t('pause.do')}
          </Button>
        </>
      }
    >
      <p>{about}</p>
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
          hint={t('when.zone', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
          value={local}
          onChange={(event) => setLocal(event.target.value)}
        />
      )}
      <TextField
        label={t('common.reason')}
        hint={t('common.reasonHint')}
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.target.value)}
      />
      {error && <ErrorNotice error={error} isAlert />}
    </Dialog>
  );
}
