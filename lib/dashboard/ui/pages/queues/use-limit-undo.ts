import type { LimitView, Target } from '../../../api/index.js';
import { useDeed } from '../../api/actions.js';
import { useToast } from '../../components/toasts.js';
import { useLanguage } from '../../i18n/i18n.js';
import type { Toast } from '../../utils/toast-list.js';

/** Has a limit be again what it was before: what a person had set, or what the code says. */
export function useLimitUndo(): (target: Target, before: LimitView | null) => Toast['action'] {
  const { t } = useLanguage();
  const toast = useToast();
  const set = useDeed('setLimit');
  const reset = useDeed('resetLimit');
  return (target, before) => ({
    label: t('common.undo'),
    run: () => {
      const done = () => toast({ text: t('common.undone') });
      if (before?.source === 'runtime') {
        const { concurrency, rate } = before;
        set.act({ body: { target, concurrency, rate } }, done);
      } else {
        reset.act({ body: { target } }, done);
      }
    },
  });
}
