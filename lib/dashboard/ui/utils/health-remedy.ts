import type { HealthProblem } from '../../api/index.js';
import type { MessageKey } from '../i18n/messages.js';

/** What helps. A recurring job that has given up needs more than one that is tried again. */
export function healthRemedy({ code, severity }: Pick<HealthProblem, 'code' | 'severity'>): MessageKey {
  return code === 'recurring_failed' && severity === 'error'
    ? 'health.recurring_failed.remedy.final'
    : `health.${code}.remedy`;
}
