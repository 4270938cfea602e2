import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const WORTH_IT = 1_024;

/** Puts `.br` and `.gz` beside every script and style sheet: the server never compresses. */
export function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          if (/\.(js|css|svg)$/.test(file.fileName) && source.length >= WORTH_IT) {
            const level = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
            this.emitFile({
              type: 'asset',
              fileName: `${file.fileName}.br`,
              source: brotliCompressSync(source, level),
            });
            this.emitFile({
              type: 'asset',
              fileName: `${file.fileName}.gz`,
              source: gzipSync(source, { level: 9 }),
            });
          }
        }
      },
    },
  };
}
