import { useState } from 'react';
import type { RecurringResponse } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { PageLink } from '../../app/page-link.js';
import { useShortcut } from '../../app/shortcuts.js';
import { DataTable } from '../../components/data-table.js';
import { Checkbox } from '../../components/field.js';
import layout from '../../components/layout.module.css';
import { Pager } from '../../components/pager.js';
import { Panel } from '../../components/panel.js';
import { RunStrip } from '../../components/run-strip.js';
import { StateBadge } from '../../components/state-badge.js';
import { Ago, Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { passFocus } from '../../utils/heading-focus.js';
import { focusedRow, focusRow } from '../../utils/row-focus.js';
import { isSelected, NO_SELECTION, toggle, togglePage } from '../../utils/selection.js';
import { RecurringActions } from './recurring-actions.js';
import { RecurringStatusBadge } from './recurring-status.js';
import { Schedule } from './schedule.js';
import styles from './recurring.module.css';

const SHOWN_RUNS = 30;

export function RecurringTable({ answer, isStale }: { answer: RecurringResponse; isStale: boolean }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const [selection, setSelection] = useState(NO_SELECTION);
  const ids = answer.items.map(({ id }) => id);
  const chosen = answer.items.filter(({ id }) => isSelected(selection, id));
  const canAct = config.access.triggerRecurring || config.access.pauseRecurring;
  useShortcut('j', () => focusRow(1));
  useShortcut('k', () => focusRow(-1));
  useShortcut('x', () => {
    const id = focusedRow();
    if (canAct && id !== null) {
      setSelection((before) => toggle(before, id, ids));
    }
  });
  return (
    <Panel>
      {chosen.length > 0 && (
        <div ref={passFocus} className={styles.bar} role="region" aria-label={t('selection.label')}>
          <p className={layout.strong} role="status">
            {t('selection.recurring', { count: chosen.length })}
          </p>
          <RecurringActions jobs={chosen} onDone={() => setSelection(NO_SELECTION)} />
        </div>
      )}
      <DataTable
        caption={t('recurring.caption')}
        rows={answer.items}
        rowKey={({ id }) => id}
        isSelected={({ id }) => isSelected(selection, id)}
        isStale={isStale}
        selector={
          canAct
            ? {
                header: (
                  <Checkbox
                    label={t('jobs.selectPage')}
                    isLabelHidden
                    checked={chosen.length === ids.length}
                    isPartial={chosen.length > 0 && chosen.length < ids.length}
                    onChange={() => setSelection(togglePage(selection, ids))}
                  />
                ),
                cell: ({ id }) => (
                  <Checkbox
                    label={t('jobs.select', { type: id })}
                    isLabelHidden
                    checked={isSelected(selection, id)}
                    onChange={(event) =>
                      setSelection(
                        toggle(selection, id, ids, (event.nativeEvent as MouseEvent).shiftKey === true),
                      )
                    }
                  />
                ),
              }
            : undefined
        }
        columns={[
          {
            key: 'id',
            header: t('recurring.column.job'),
            isTitle: true,
            cell: (job) => (
              <span className={layout.two}>
                <PageLink page="recurringJob" search={{ id: job.id }} className={layout.strong}>
                  {job.id}
                </PageLink>
                {job.id !== job.type && <span className={layout.faint}>{job.type}</span>}
                {job.error !== null && <span className={`${layout.bad} ${layout.clamp}`}>{job.error}</span>}
              </span>
            ),
          },
          {
            key: 'schedule',
            isEvident: true,
            header: t('recurring.column.schedule'),
            width: '16rem',
            cell: (job) => <Schedule {...job} />,
          },
          {
            key: 'next',
            header: t('recurring.column.next'),
            width: '8rem',
            cell: ({ nextAt }) => (nextAt === null ? <Nothing /> : <Ago at={nextAt} />),
          },
          {
            key: 'last',
            header: t('recurring.column.last'),
            width: '8.5rem',
            isSecondary: true,
            cell: ({ last }) =>
              last === null ? (
                <Nothing />
              ) : (
                <span className={layout.two}>
                  {last.state !== null && <StateBadge state={last.state} isPlain />}
                  <span className={layout.faint}>
                    <Ago at={last.at} />
                  </span>
                </span>
              ),
          },
          {
            key: 'strip',
            header: t('recurring.column.runs'),
            width: '12rem',
            isSecondary: true,
            cell: ({ strip }) => <RunStrip cells={strip.slice(-SHOWN_RUNS)} />,
          },
          {
            key: 'status',
            isEvident: true,
            header: t('recurring.column.status'),
            width: '9rem',
            cell: (job) => <RecurringStatusBadge job={job} />,
          },
        ]}
      />
      <Pager nextCursor={answer.nextCursor} />
    </Panel>
  );
}
