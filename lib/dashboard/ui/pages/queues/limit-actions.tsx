import { useState } from 'react';
import type { LimitView, Target } from '../../../api/index.js';
import { useDeed } from '../../api/actions.js';
import { useDashboard } from '../../api/context.js';
import { Button } from '../../components/button.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import { LimitDialog } from './limit-dialog.js';
import { useLimitUndo } from './use-limit-undo.js';

/** Change a limit, or take the change back. */
export function LimitActions({ target, limit }: { target: Target; limit: LimitView | null }) {
  const { t } = useLanguage();
  const { config } = useDashboard();
  const toast = useToast();
  const reset = useDeed('resetLimit');
  const undo = useLimitUndo();
  const [isOpen, setIsOpen] = useState(false);
  if (!config.access.setLimits) {
    return null;
  }
  return (
    <>
      {limit?.source === 'runtime' && (
        <Button
          size="small"
          tone="quiet"
          isBusy={reset.isBusy}
          onClick={() =>
            reset.act({ body: { target } }, () =>
              toast({ text: t('limit.done.reset'), action: undo(target, limit) }),
            )
          }
        >
          {t('limit.reset')}
        </Button>
      )}
      <Button size="small" icon="pencil" onClick={() => setIsOpen(true)}>
        {t('limit.set')}
      </Button>
      {isOpen && <LimitDialog target={target} limit={limit} onClose={() => setIsOpen(false)} />}
    </>
  );
}
