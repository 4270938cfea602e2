import { ROUTES, type ActionName, type AuditEntry } from '../../../api/index.js';
import type { JobState } from '../../../../interfaces/job-state.type.js';
import { useApi } from '../../api/hooks.js';
import { useSearchState } from '../../app/page-link.js';
import { Badge } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { SelectField } from '../../components/field.js';
import { Facts } from '../../components/facts.js';
import { FilterField } from '../../components/filter-field.js';
import layout from '../../components/layout.module.css';
import { PageHeader } from '../../components/page-header.js';
import { Pager } from '../../components/pager.js';
import { Panel } from '../../components/panel.js';
import { QueryState } from '../../components/query-state.js';
import { Ago, Moment, Nothing } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { auditParams } from '../../utils/audit-params.js';
import { AuditTarget } from './audit-target.js';

const ACTIONS = (Object.keys(ROUTES) as (keyof typeof ROUTES)[]).filter(
  (name): name is ActionName => ROUTES[name].method === 'POST',
);
const TONES: Record<AuditEntry['result'], JobState> = {
  done: 'succeeded',
  refused: 'throttled',
  failed: 'failed',
  unknown: 'awaiting',
};

/** Who did what, to what, why, and how it went. */
export default function AuditPage() {
  const { t, format } = useLanguage();
  const [{ actor, action, target, cursor }, setSearch] = useSearchState();
  const audit = useApi('audit', {
    query: { actor, action: action as ActionName | undefined, target, cursor },
  });
  const isFiltered = actor !== undefined || action !== undefined || target !== undefined;
  return (
    <>
      <PageHeader title={t('page.audit')}>{t('audit.about')}</PageHeader>
      <div className={layout.stack}>
        <div className={layout.row}>
          <FilterField
            label={t('audit.actor')}
            value={actor ?? ''}
            onChange={(text) => setSearch({ actor: text || undefined, cursor: undefined }, { replace: true })}
          />
          <SelectField
            isInline
            label={t('audit.action')}
            value={action ?? ''}
            options={[
              { value: '', label: t('audit.anyAction') },
              ...ACTIONS.map((name) => ({ value: name, label: t(`audit.did.${name}`) })),
            ]}
            onChange={({ target: { value } }) => setSearch({ action: value || undefined, cursor: undefined })}
          />
          {isFiltered && (
            <Button
              tone="quiet"
              icon="close"
              onClick={() =>
                setSearch({ actor: undefined, action: undefined, target: undefined, cursor: undefined })
              }
            >
              {t('jobs.empty.search.clear')}
            </Button>
          )}
        </div>
        <QueryState query={audit}>
          {({ items, nextCursor }) =>
            items.length === 0 ? (
              <EmptyState icon="audit" title={t(isFiltered ? 'audit.none.title' : 'audit.empty.title')}>
                {t(isFiltered ? 'audit.none.text' : 'audit.empty.text')}
              </EmptyState>
            ) : (
              <Panel>
                <DataTable
                  caption={t('audit.caption')}
                  rows={items}
                  rowKey={({ id }) => id}
                  isStale={audit.isPlaceholderData}
                  columns={[
                    {
                      key: 'what',
                      header: t('audit.action'),
                      isTitle: true,
                      cell: (entry) => (
                        <div className={layout.two}>
                          <span className={layout.strong}>{t(`audit.did.${entry.action}`)}</span>
                          {entry.reason !== null && <span className={layout.faint}>“{entry.reason}”</span>}
                          {Object.keys(entry.params).length > 0 && (
                            <Facts isInline facts={auditParams(entry.params, t, format)} />
                          )}
                        </div>
                      ),
                    },
                    {
                      key: 'target',
                      isEvident: true,
                      header: t('audit.target'),
                      width: '16rem',
                      cell: ({ target: what }) => <AuditTarget target={what} />,
                    },
                    {
                      key: 'actor',
                      header: t('audit.actor'),
                      width: '11rem',
                      cell: (entry) => entry.actor ?? <Nothing />,
                    },
                    {
                      key: 'result',
                      isEvident: true,
                      header: t('audit.result'),
                      width: '9rem',
                      cell: ({ result, code }) => (
                        <span className={layout.two}>
                          <Badge tone={TONES[result]} icon={TONES[result]} isPlain>
                            {t(`audit.result.${result}`)}
                          </Badge>
                          {code !== null && <code className={layout.faint}>{code}</code>}
                        </span>
                      ),
                    },
                    {
                      key: 'at',
                      isEvident: true,
                      header: t('jobs.column.time'),
                      width: '11rem',
                      align: 'end',
                      cell: ({ at }) => (
                        <span className={layout.two}>
                          <Ago at={at} />
                          <span className={layout.faint}>
                            <Moment at={at} />
                          </span>
                        </span>
                      ),
                    },
                  ]}
                />
                <Pager nextCursor={nextCursor} />
              </Panel>
            )
          }
        </QueryState>
      </div>
    </>
  );
}
