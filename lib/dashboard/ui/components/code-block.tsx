import { useState, type ReactNode } from 'react';
import { useLanguage } from '../i18n/i18n.js';
import { copyText } from '../utils/copy.js';
import { Button } from './button.js';
import styles from './code-block.module.css';
import { useToast } from './toasts.js';

interface Props {
  /** What is copied, and shown unless there are children. */
  code: string;
  children?: ReactNode;
}

export function CodeBlock({ code, children }: Props) {
  const { t } = useLanguage();
  return (
    <div className={styles.block}>
      <pre className={styles.pre} tabIndex={0} role="region" aria-label={t('common.code')}>
        <code>{children ?? code}</code>
      </pre>
      <CopyButton text={code} className={styles.copy} />
    </div>
  );
}

export function CopyButton({ text, className }: { text: string; className?: string }) {
  const { t } = useLanguage();
  const toast = useToast();
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    if (await copyText(text)) {
      setIsCopied(true);
      setTimeout(() => setIsCopied(false), 1_500);
    } else {
      toast({ tone: 'error', text: t('common.notCopied') });
    }
  };
  return (
    <Button
      tone="quiet"
      size="small"
      icon={isCopied ? 'check' : 'copy'}
      isIconOnly
      className={className}
      onClick={() => void copy()}
    >
      {isCopied ? t('common.copied') : t('common.copy')}
    </Button>
  );
}
