import type { Count } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { BulkChoice } from '../../utils/confirmation.js';
import type { IconName } from '../../utils/icon-paths.js';
import { passFocus } from '../../utils/heading-focus.js';
import { isSelected, NO_SELECTION, selectAllMatching, type RowSelection } from '../../utils/selection.js';
import styles from './jobs.module.css';

interface Props {
  selection: RowSelection;
  visible: string[];
  /** There are more than the visible ones. */
  hasMore: boolean;
  matching: Count | null;
  changes: number;
  onRefresh: () => void;
  onChange: (selection: RowSelection) => void;
  onAct: (action: BulkChoice) => void;
}

const ACTIONS = [
  { action: 'requeue', right: 'requeueJobs', icon: 'retry' },
  { action: 'runNow', right: 'rescheduleJobs', icon: 'zap' },
  { action: 'reschedule', right: 'rescheduleJobs', icon: 'scheduled' },
  { action: 'move', right: 'moveJobs', icon: 'move' },
  { action: 'delete', right: 'deleteJobs', icon: 'trash' },
] as const satisfies { action: BulkChoice; right: string; icon: IconName }[];

export function SelectionBar({
  selection,
  visible,
  hasMore,
  matching,
  changes,
  onRefresh,
  onChange,
  onAct,
}: Props) {
  const { t, format } = useLanguage();
  const { config } = useDashboard();
  const isPage = visible.every((id) => isSelected(selection, id));
  const canTakeAll = selection.mode === 'some' && isPage && hasMore;
  return (
    <div ref={passFocus} className={styles.selection} role="region" aria-label={t('selection.label')}>
      <p className={styles.selected} role="status">
        {selection.mode === 'some'
          ? t('selection.some', { count: selection.ids.size })
          : selection.ids.size === 0
            ? t('selection.all')
            : t('selection.allBut', { count: selection.ids.size })}
      </p>
      {canTakeAll && (
        <Button size="small" tone="quiet" onClick={() => onChange(selectAllMatching())}>
          {matching
            ? t('selection.takeAll', { count: format.count(matching) })
            : t('selection.takeAllUncounted')}
        </Button>
      )}
      <div className={styles.actions}>
        {ACTIONS.filter(({ right }) => config.access[right]).map(({ action, icon }) => (
          <Button
            key={action}
            size="small"
            icon={icon}
            tone={action === 'delete' ? 'danger' : 'plain'}
            onClick={() => onAct(action)}
          >
            {t(`action.${action}`)}
          </Button>
        ))}
      </div>
      <div className={styles.end}>
        {changes > 0 && (
          <Button size="small" tone="quiet" icon="refresh" onClick={onRefresh}>
            {t('selection.changes', { count: changes })}
          </Button>
        )}
        <Button size="small" tone="quiet" icon="close" isIconOnly onClick={() => onChange(NO_SELECTION)}>
          {t('selection.clear')}
        </Button>
      </div>
    </div>
  );
}
