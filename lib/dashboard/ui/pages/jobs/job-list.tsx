import { useState } from 'react';
import type { JobState } from '../../../../interfaces/job-state.type.js';
import type { JobRow, JobsResponse } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { useShortcut } from '../../app/shortcuts.js';
import { DataTable } from '../../components/data-table.js';
import { Checkbox } from '../../components/field.js';
import layout from '../../components/layout.module.css';
import { Notice } from '../../components/notice.js';
import { Pager } from '../../components/pager.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { BulkChoice } from '../../utils/confirmation.js';
import { countChanges, useFrozen } from '../../utils/frozen.js';
import { focusRow, focusedRow } from '../../utils/row-focus.js';
import { isEmpty, isSelected, NO_SELECTION, toggle, togglePage } from '../../utils/selection.js';
import { BulkDialog } from './bulk-dialog.js';
import { JobsEmpty } from './jobs-empty.js';
import { jobColumns } from './job-columns.js';
import styles from './jobs.module.css';
import { SelectionBar } from './selection-bar.js';

interface Props {
  answer: JobsResponse;
  q: string;
  state: JobState | undefined;
  isFirstPage: boolean;
  isStale: boolean;
}

/** A page of jobs. While any are selected the rows stand still, and a chip says how many have changed. */
export function JobList({ answer, q, state, isFirstPage, isStale }: Props) {
  const { t, format } = useLanguage();
  const { config } = useDashboard();
  const [selection, setSelection] = useState(NO_SELECTION);
  const [bulk, setBulk] = useState<BulkChoice | null>(null);
  const isFrozen = !isEmpty(selection);
  const { shown, refresh } = useFrozen(answer, isFrozen);
  const [, redraw] = useState(0);
  const changes = isFrozen ? countChanges(shown.items, answer.items, ({ id }) => id, look) : 0;
  const ids = shown.items.map(({ id }) => id);
  const canAct = (['requeueJobs', 'rescheduleJobs', 'moveJobs', 'deleteJobs'] as const).some(
    (right) => config.access[right],
  );

  useShortcut('j', () => focusRow(1));
  useShortcut('k', () => focusRow(-1));
  useShortcut('x', () => {
    const id = focusedRow();
    if (canAct && id !== null) {
      setSelection((before) => toggle(before, id, ids));
    }
  });

  if (shown.items.length === 0) {
    return <JobsEmpty q={q} state={state} isFirstPage={isFirstPage} />;
  }
  const selected = ids.filter((id) => isSelected(selection, id)).length;
  return (
    <section className={styles.list}>
      {answer.horizon !== null && (
        <Notice>{t('jobs.horizon', { count: format.number(answer.horizon) })}</Notice>
      )}
      <div className={styles.card}>
        {isFrozen && (
          <SelectionBar
            selection={selection}
            visible={ids}
            hasMore={shown.nextCursor !== null || !isFirstPage}
            matching={shown.count}
            changes={changes}
            onRefresh={() => {
              refresh();
              redraw((times) => times + 1);
            }}
            onChange={setSelection}
            onAct={setBulk}
          />
        )}
        <DataTable
          caption={t('jobs.caption')}
          columns={jobColumns({ t, state, search: { q, state } })}
          rows={shown.items}
          rowKey={(job: JobRow) => job.id}
          isSelected={(job) => isSelected(selection, job.id)}
          isStale={isStale}
          selector={
            canAct
              ? {
                  header: (
                    <Checkbox
                      label={t('jobs.selectPage')}
                      isLabelHidden
                      checked={selected === ids.length}
                      isPartial={selected > 0 && selected < ids.length}
                      onChange={() => setSelection(togglePage(selection, ids))}
                    />
                  ),
                  cell: (job) => (
                    <Checkbox
                      label={t('jobs.select', { type: job.type })}
                      isLabelHidden
                      checked={isSelected(selection, job.id)}
                      onChange={(event) =>
                        setSelection(
                          toggle(selection, job.id, ids, (event.nativeEvent as MouseEvent).shiftKey === true),
                        )
                      }
                    />
                  ),
                }
              : undefined
          }
        />
        <Pager nextCursor={shown.nextCursor} />
      </div>
      {shown.count && isFirstPage && (
        <p className={layout.faint}>
          {t('jobs.shown', { shown: ids.length, total: format.count(shown.count) })}
        </p>
      )}
      {bulk && (
        <BulkDialog
          action={bulk}
          selection={
            selection.mode === 'some'
              ? { ids: [...selection.ids] }
              : { q, state: state && [state], asOf: shown.at, excludeIds: [...selection.ids] }
          }
          query={selection.mode === 'some' ? null : [state && `state:${state}`, q].filter(Boolean).join(' ')}
          onClose={() => setBulk(null)}
          onDone={() => setSelection(NO_SELECTION)}
        />
      )}
    </section>
  );
}

function look({ state, attempt, queue }: JobRow): string {
  return `${state} ${attempt} ${queue}`;
}
