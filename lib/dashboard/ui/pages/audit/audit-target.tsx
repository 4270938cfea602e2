import { formatQuery, type AuditEntry } from '../../../api/index.js';
import { PageLink, type PageTarget } from '../../app/page-link.js';
import layout from '../../components/layout.module.css';
import { useLanguage } from '../../i18n/i18n.js';

export function AuditTarget({ target }: { target: AuditEntry['target'] }) {
  const { t } = useLanguage();
  const page = pageOf(target);
  return (
    <span className={layout.two}>
      {page ? (
        <PageLink {...page} className={layout.link}>
          {isUuid(target.id) ? target.id.slice(-12) : target.id}
        </PageLink>
      ) : (
        <span>{target.id}</span>
      )}
      <span className={layout.faint}>{t(`audit.kind.${target.kind}`)}</span>
    </span>
  );
}

/** Its end says enough to tell it from others. */
function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function pageOf({ kind, id }: AuditEntry['target']): PageTarget | null {
  switch (kind) {
    case 'job':
    case 'operation':
    case 'batch':
      return { page: kind, params: { id } };
    case 'recurring':
      return { page: 'recurringJob', search: { id } };
    case 'queue':
      return { page: 'queue', search: { name: id } };
    case 'worker':
      return { page: 'workers' };
    case 'type':
      return { page: 'jobs', search: { q: formatQuery({ types: [id] }) } };
    case 'jobs':
      return null;
  }
}
