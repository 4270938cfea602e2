import { readEngineReason } from '../../../interfaces/engine-reason.js';
import type { MessageKey, Translate } from './messages.js';

/** What the engine gave as the reason, in the viewer's language; what a person or a hook has written stays as it is. */
export function reasonText(text: string, t: Translate): string {
  const found = readEngineReason(text);
  if (!found) {
    return text;
  }
  const { reason, values } = found;
  const { wanted, state } = values;
  return t(`reason.${reason}`, {
    ...values,
    ...(wanted ? { wanted: t(`relations.on.${wanted}` as MessageKey) } : {}),
    ...(state
      ? { state: t((state === 'cancelled' ? 'batch.state.cancelled' : `state.${state}`) as MessageKey) }
      : {}),
  });
}
