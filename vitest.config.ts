import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const shared = {
  setupFiles: ['reflect-metadata'],
  testTimeout: 30_000,
  hookTimeout: 120_000,
  maxWorkers: 2,
};

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    alias: [
      { find: /^nestfire\/dashboard$/, replacement: source('./lib/dashboard/index.ts') },
      { find: /^nestfire\/testing$/, replacement: source('./lib/testing/index.ts') },
      { find: /^nestfire$/, replacement: source('./lib/index.ts') },
    ],
  },
  test: {
    // Chosen by name in the scripts: `--project unit`, …
    projects: [
      {
        extends: true,
        test: { ...shared, name: 'unit', include: ['test/{unit,dashboard-ui}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration',
          include: ['test/{contract,integration,package}/**/*.test.ts'],
          globalSetup: ['test/support/servers.setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'dashboard',
          include: ['test/dashboard/**/*.test.ts'],
          globalSetup: ['test/support/servers.setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/support/servers.setup.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          globalSetup: ['test/support/servers.setup.ts'],
          testTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'model',
          include: ['test/model/**/*.test.ts'],
          globalSetup: ['test/support/servers.setup.ts'],
          testTimeout: 600_000,
        },
      },
    ],
  },
});
