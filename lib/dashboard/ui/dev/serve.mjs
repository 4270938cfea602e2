import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

// Runs the server side from its sources with the browser side as it was built last:
// `npm run build:ui -- --watch` beside it, then `node lib/dashboard/ui/dev/serve.mjs`. Never shipped.
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const vite = await createServer({
  configFile: false,
  root: here('../../../..'),
  logLevel: 'warn',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [
      { find: /^nestfire\/dashboard$/, replacement: here('../../index.ts') },
      { find: /^nestfire$/, replacement: here('../../../index.ts') },
    ],
  },
});
await vite.ssrLoadModule(here('./app.ts'));
