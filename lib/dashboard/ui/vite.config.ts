import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compileCatalogues } from './build/compile-catalogues.js';
import { compress } from './build/compress.js';
import { initialModules } from './build/initial-modules.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const entry = here('./main.tsx');
const isInitial = initialModules(entry);

// The server renders the page: it finds the entry `main.tsx`, its styles and chunks in `manifest.json`.
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [compileCatalogues(), react(), compress()],
  build: {
    outDir: here('../../../dist/dashboard/ui'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    // A data: URL in a style sheet would need a wider policy.
    assetsInlineLimit: 0,
    rollupOptions: {
      input: entry,
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules[\\/](?:react|react-dom|scheduler|@tanstack|@lingui)[\\/]/,
              priority: 1,
            },
            { name: (id, graph) => (isInitial(id, graph) ? 'frame' : null) },
          ],
        },
      },
    },
  },
});
