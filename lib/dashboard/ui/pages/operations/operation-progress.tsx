import type { OperationState, OperationView } from '../../../api/index.js';
import type { JobState } from '../../../../interfaces/job-state.type.js';
import { Badge } from '../../components/badge.js';
import layout from '../../components/layout.module.css';
import { Meter } from '../../components/meter.js';
import { useLanguage } from '../../i18n/i18n.js';
import { operationShare } from '../../utils/operation-share.js';

const TONES: Record<OperationState, JobState> = {
  pending: 'enqueued',
  running: 'processing',
  succeeded: 'succeeded',
  failed: 'failed',
  cancelled: 'deleted',
};

export function OperationBadge({ state }: { state: OperationState }) {
  const { t } = useLanguage();
  return (
    <Badge tone={TONES[state]} icon={TONES[state]}>
      {t(`operation.${state}`)}
    </Badge>
  );
}

export function OperationProgress({ operation }: { operation: OperationView }) {
  const { t, format } = useLanguage();
  const { total, processed, changed, state } = operation;
  const label =
    total === null
      ? t('operation.changed', { count: changed, changed: format.number(changed) })
      : t('operation.of', { processed: format.number(processed), total: format.count(total) });
  return (
    <span className={layout.two}>
      <Meter
        share={operationShare(operation)}
        tone={state === 'failed' ? 'failed' : state === 'succeeded' ? 'succeeded' : 'accent'}
        label={label}
      />
      <span className={layout.faint}>{label}</span>
    </span>
  );
}
