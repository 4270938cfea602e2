import type { RequestError } from '../api/request.js';
import type { Translate } from '../i18n/messages.js';

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
  return {
    title: t(`problem.${error.code}.title`, values),
    remedy: t(`problem.${error.code}.remedy`, values),
  };
}
