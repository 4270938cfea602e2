import { useState } from 'react';
import type { ErrorView } from '../../../api/index.js';
import { Button } from '../../components/button.js';
import { CopyButton } from '../../components/code-block.js';
import { useLanguage } from '../../i18n/i18n.js';
import { errorText, shownFrames } from '../../utils/stack-frames.js';
import styles from './job.module.css';

/** An error: what it says, and where it came from. The application's frames first, all of them on demand. */
export function ErrorDetails({ error }: { error: ErrorView }) {
  const { t } = useLanguage();
  const [isFull, setIsFull] = useState(false);
  const frames = shownFrames(error, isFull);
  const hidden = error.frames.length - frames.length;
  return (
    <section className={styles.error}>
      <header className={styles.errorHead}>
        <h3 className={styles.errorName}>
          {error.name}
          {error.code !== null && <code className={styles.errorCode}>{error.code}</code>}
        </h3>
        <CopyButton text={errorText(error)} />
      </header>
      <p className={styles.errorMessage}>{error.message}</p>
      {frames.length > 0 && (
        <pre
          className={styles.trace}
          tabIndex={0}
          role="group"
          aria-label={t('error.trace', { name: error.name })}
        >
          {frames.map((frame, at) => (
            <span key={at} className={frame.isApp ? styles.appFrame : styles.frame}>
              {frame.text}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      {(hidden > 0 || isFull) && (
        <Button size="small" tone="quiet" aria-expanded={isFull} onClick={() => setIsFull(!isFull)}>
          {isFull ? t('error.appOnly') : t('error.full', { count: hidden })}
        </Button>
      )}
      {error.cause && (
        <div className={styles.cause}>
          <p className={styles.subtitle}>{t('error.cause')}</p>
          <ErrorDetails error={error.cause} />
        </div>
      )}
    </section>
  );
}
