import { useState } from 'react';
import type { LimitView, PauseView } from '../../../api/index.js';
import { useDashboard } from '../../api/context.js';
import { useApi } from '../../api/hooks.js';
import { Button } from '../../components/button.js';
import { Card } from '../../components/card.js';
import layout from '../../components/layout.module.css';
import { Ago, Moment } from '../../components/time.js';
import { useLanguage } from '../../i18n/i18n.js';
import { LimitActions } from './limit-actions.js';
import { LimitDialog } from './limit-dialog.js';
import { PauseTypeDialog } from './pause-type-dialog.js';
import { useResume } from './queue-actions.js';
import styles from './queues.module.css';

/** Job types that are paused or limited, in every queue; and where others can be. */
export function TypeControls() {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const { pauseQueues: mayPause, setLimits: mayLimit } = config.access;
  const [dialog, setDialog] = useState<'pause' | 'limit' | null>(null);
  const pauses = useApi('pauses').data?.items.filter(isOfType) ?? [];
  const limits = useApi('limits').data?.items.filter(isOfType) ?? [];
  const types = [...new Set([...pauses, ...limits].map(({ target }) => target.name))].toSorted();
  return (
    <Card
      title={t('types.title')}
      isFlush
      actions={
        <>
          {mayLimit && (
            <Button size="small" icon="throttled" onClick={() => setDialog('limit')}>
              {t('types.limit')}
            </Button>
          )}
          {mayPause && (
            <Button size="small" icon="pause" onClick={() => setDialog('pause')}>
              {t('types.pause')}
            </Button>
          )}
        </>
      }
    >
      {types.length === 0 ? (
        <p className={styles.none}>{t('types.none')}</p>
      ) : (
        <ul className={styles.controls}>
          {types.map((type) => (
            <TypeControl
              key={type}
              type={type}
              pause={pauses.find(({ target }) => target.name === type)}
              limit={limits.find(({ target }) => target.name === type)}
            />
          ))}
        </ul>
      )}
      {dialog === 'pause' && <PauseTypeDialog onClose={() => setDialog(null)} />}
      {dialog === 'limit' && <LimitDialog target={null} limit={null} onClose={() => setDialog(null)} />}
    </Card>
  );
}

interface Props {
  type: string;
  pause: PauseView | undefined;
  limit: LimitView | undefined;
}

function TypeControl({ type, pause, limit }: Props) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const resume = useResume();
  const target = { kind: 'type', name: type } as const;
  return (
    <li className={styles.control}>
      <span className={layout.two}>
        <span className={layout.strong}>{type}</span>
        {pause && <PauseText pause={pause} />}
        {limit && <LimitText limit={limit} />}
      </span>
      <span className={layout.row}>
        {limit && <LimitActions target={target} limit={limit} />}
        {pause && config.access.pauseQueues && (
          <Button size="small" icon="play" onClick={() => resume(target, pause)}>
            {t('queues.resume')}
          </Button>
        )}
      </span>
    </li>
  );
}

function PauseText({ pause: { at, until, reason, actor } }: { pause: PauseView }) {
  const { t } = useLanguage();
  return (
    <span className={layout.faint}>
      {t('queues.paused')} · <Ago at={at} />
      {actor !== null && ` · ${actor}`}
      {reason !== null && ` · “${reason}”`}
      {until !== null && (
        <>
          {' · '}
          {t('waiting.until')} <Moment at={until} />
        </>
      )}
    </span>
  );
}

function LimitText({ limit: { concurrency, rate, isKeyed } }: { limit: LimitView }) {
  const { t, format } = useLanguage();
  const parts = [
    concurrency === null ? null : t('limit.atOnce', { count: format.number(concurrency) }),
    rate === null
      ? null
      : t('limit.per', { limit: format.number(rate.limit), duration: format.duration(rate.perMs) }),
    isKeyed ? t('limit.keyed') : null,
  ];
  const text = parts.filter((part) => part !== null).join(' · ');
  return <span className={layout.faint}>{text === '' ? t('limit.lifted') : text}</span>;
}

function isOfType({ target }: PauseView | LimitView): boolean {
  return target.kind === 'type';
}
