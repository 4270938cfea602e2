import { useEffect, useRef, useState } from 'react';
import type { AttemptView, JobView } from '../../../api/index.js';
import { LOG_LEVELS, type LogLevel } from '../../../../interfaces/log-level.type.js';
import { Button } from '../../components/button.js';
import { ErrorNotice } from '../../components/error-notice.js';
import { SelectField } from '../../components/field.js';
import { Skeleton } from '../../components/skeleton.js';
import { useLanguage } from '../../i18n/i18n.js';
import { filterLines, linesOf } from '../../utils/log-lines.js';
import styles from './log-console.module.css';
import { useLog } from './use-log.js';

interface Props {
  job: JobView;
  attempt: AttemptView;
}

/** What the handler wrote. It follows the end until the viewer scrolls away from it. */
export function LogConsole({ job, attempt }: Props) {
  const { t, format } = useLanguage();
  const isRunning = attempt.outcome === 'running';
  const { lines: numbered, isLoading, error } = useLog(job.id, attempt.number, isRunning);
  const lines = linesOf(numbered, attempt, job.attempts);
  const [level, setLevel] = useState<LogLevel>('debug');
  const [text, setText] = useState('');
  const [follows, setFollows] = useState(true);
  const console = useRef<HTMLDivElement>(null);
  const shown = filterLines(lines, level, text);

  useEffect(() => {
    if (follows && console.current) {
      console.current.scrollTop = console.current.scrollHeight;
    }
  }, [follows, shown.length]);

  const download = () => {
    const content = lines.map((line) => `${line.at} ${line.level} ${line.message}`).join('\n');
    const url = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${job.id}-${attempt.number}.log`;
    link.click();
    URL.revokeObjectURL(url);
  };

  if (isLoading) {
    return <Skeleton rows={3} />;
  }
  if (error && lines.length === 0) {
    return <ErrorNotice error={error} />;
  }
  if (lines.length === 0) {
    return <p className={styles.empty}>{t(isRunning ? 'log.waiting' : 'log.empty')}</p>;
  }
  return (
    <section className={styles.log}>
      <header className={styles.tools}>
        <h3 className={styles.title}>{t('log.title')}</h3>
        <input
          type="search"
          className={styles.filter}
          aria-label={t('log.filter')}
          placeholder={t('log.filter')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <SelectField
          isInline
          label={t('log.level')}
          value={level}
          options={LOG_LEVELS.map((value) => ({ value, label: t(`log.level.${value}`) }))}
          onChange={(event) => setLevel(event.target.value as LogLevel)}
        />
        {!follows && (
          <Button size="small" tone="quiet" icon="down" onClick={() => setFollows(true)}>
            {t('log.follow')}
          </Button>
        )}
        <Button size="small" tone="quiet" icon="download" isIconOnly onClick={download}>
          {t('log.download')}
        </Button>
      </header>
      <div
        ref={console}
        className={styles.lines}
        role="log"
        aria-live="off"
        aria-label={t('log.title')}
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollows(scrollHeight - scrollTop - clientHeight < 24)
        }
      >
        {shown.map((line) => (
          <p key={line.seq} className={styles.line} data-level={line.level}>
            <time dateTime={line.at} className={styles.time}>
              {format.time(Date.parse(line.at))}
            </time>
            <span className={styles.level}>{t(`log.level.${line.level}`)}</span>
            <span className={styles.message}>
              {line.message}
              {line.length > line.message.length && (
                <span className={styles.cut}>
                  {' '}
                  {t('value.length', { length: format.number(line.length) })}
                </span>
              )}
            </span>
          </p>
        ))}
        {shown.length === 0 && <p className={styles.none}>{t('log.noMatch')}</p>}
      </div>
    </section>
  );
}
