import type { RecurringView } from '../../../api/index.js';
import { Badge } from '../../components/badge.js';
import { Ago } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { JobState } from '../../../../interfaces/job-state.type.js';
import type { IconName } from '../../utils/icon-paths.js';

const LOOKS: Record<RecurringView['status'], { tone: JobState; icon: IconName }> = {
  active: { tone: 'succeeded', icon: 'succeeded' },
  manual: { tone: 'enqueued', icon: 'play' },
  paused: { tone: 'throttled', icon: 'pause' },
  disabled: { tone: 'deleted', icon: 'deleted' },
  failed: { tone: 'failed', icon: 'failed' },
  orphaned: { tone: 'failed', icon: 'warning' },
};

export function RecurringStatusBadge({ job, isPlain = false }: { job: RecurringView; isPlain?: boolean }) {
  const { t } = useLanguage();
  return (
    <Badge {...LOOKS[job.status]} isPlain={isPlain}>
      <span>
        {t(`recurring.status.${job.status}`)}
        {job.pause?.until != null && (
          <>
            {' '}
            · <Ago at={job.pause.until} />
          </>
        )}
      </span>
    </Badge>
  );
}
