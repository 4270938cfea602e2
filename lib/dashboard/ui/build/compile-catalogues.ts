import { compileMessage } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

const CATALOGUE = /\/i18n\/(?:en|tr)\/[\w-]+\.json$/;

/** Compiles the messages of the catalogues while building, so that the parser is not shipped. */
export function compileCatalogues(): Plugin {
  return {
    name: 'compile-catalogues',
    enforce: 'pre',
    transform: {
      filter: { id: CATALOGUE },
      handler(code) {
        const messages = Object.entries(JSON.parse(code) as Record<string, string>);
        const compiled = messages.map(([key, message]) => [key, compileMessage(message)]);
        return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
      },
    },
  };
}
