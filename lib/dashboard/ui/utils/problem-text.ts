import { toRequestError, type RequestError } from '../api/request.js';
import type { Translate } from '../i18n/messages.js';
import type { Toast } from './toast-list.js';

/** Says what went wrong. */
export function problemToast(error: unknown, t: Translate): Toast {
  const { title, remedy } = problemText(toRequestError(error), t);
  return { tone: 'error', text: `${title} ${remedy}` };
}

/** A problem's code, in the viewer's words. */
export function problemText(error: RequestError, t: Translate): { title: string; remedy: string } {
  const params = (error.problem?.params ?? {}) as Record<string, string | number>;
  const right = error.problem?.params?.right;
  const values = {
    field: '',
    allowed: '',
    message: '',
    ...params,
    right: right === undefined ? '' : t(`right.${right}`),
  };
  // The engine says in words what it does not take, and names no field.
  const isInWords = error.code === 'invalid_request' && values.field === '';
  return {
    title: t(`problem.${error.code}.title`, values),
    remedy: isInWords ? String(values.message) : t(`problem.${error.code}.remedy`, values),
  };
}
