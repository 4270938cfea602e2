import { formatQuery, type JobView } from '../../../api/index.js';
import { PageLink } from '../../app/page-link.js';
import { Card } from '../../components/card.js';
import { Facts } from '../../components/facts.js';
import layout from '../../components/layout.module.css';
import { Ago, Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';

export function JobFacts({ job }: { job: JobView }) {
  const { t, format } = useLanguage();
  return (
    <Card title={t('facts.title')}>
      <Facts
        facts={[
          [
            t('facts.queue'),
            <PageLink key="queue" page="queue" search={{ name: job.queue }} className={layout.link}>
              {job.queue}
            </PageLink>,
          ],
          [t('facts.priority'), job.priority],
          [t('facts.created'), <Moment key="created" at={job.createdAt} />],
          [t('facts.due'), <Moment key="due" at={job.runAt} />],
          job.waitMs === null ? null : [t('facts.waited'), format.duration(job.waitMs)],
          job.lost > 0 ? [t('facts.lost'), job.lost] : null,
          job.expiresAt === null ? null : [t('facts.expires'), <Ago key="expires" at={job.expiresAt} />],
          job.tags.length === 0
            ? null
            : [
                t('facts.tags'),
                <span key="tags" className={layout.row}>
                  {job.tags.map((tag) => (
                    <PageLink
                      key={tag}
                      page="jobs"
                      search={{ q: formatQuery({ tags: [tag] }) }}
                      className={layout.link}
                    >
                      {tag}
                    </PageLink>
                  ))}
                </span>,
              ],
          [
            t('facts.type'),
            <PageLink
              key="type"
              page="jobs"
              search={{ q: formatQuery({ types: [job.type] }) }}
              className={layout.link}
            >
              {t('facts.sameType')}
            </PageLink>,
          ],
        ]}
      />
    </Card>
  );
}
