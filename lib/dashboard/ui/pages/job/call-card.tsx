import type { JobView } from '../../../api/index.js';
import { Card } from '../../components/card.js';
import { CodeBlock } from '../../components/code-block.js';
import layout from '../../components/layout.module.css';
import { Notice } from '../../components/notice.js';
import { ValueTree } from '../../components/value-tree.js';
import { useLanguage } from '../../i18n/i18n.js';
import { callText } from '../../utils/value-text.js';
import styles from './job.module.css';

/** The job as the call it stands for, and its arguments one by one. */
export function CallCard({ job }: { job: JobView }) {
  const { t } = useLanguage();
  const call = callText(job.type, job.args);
  return (
    <Card title={t('call.title')}>
      <div className={layout.stack}>
        {job.unreadable === null ? (
          <CodeBlock code={call} />
        ) : (
          <Notice tone="error" title={t('call.unreadable')}>
            {job.unreadable}
          </Notice>
        )}
        {job.args.length > 0 && (
          <section>
            <h3 className={styles.subtitle}>{t('call.arguments')}</h3>
            {job.args.map((arg, at) => (
              <ValueTree key={at} name={String(at)} node={arg} isOpen={at === 0} />
            ))}
          </section>
        )}
      </div>
    </Card>
  );
}
