import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface Manifest {
  version: string;
  exports: Record<string, string | Record<string, string>>;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
}

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** What users name: a change of it is a change of the public interface. */
const PUBLIC_NAMES = [
  'BatchBuilder',
  'BatchHandle',
  'BatchNotFoundError',
  'Batches',
  'BackgroundJob',
  'BUCKET_LIMITS',
  'DuplicateJobError',
  'DuplicateJobTypeError',
  'DuplicateRecurringJobError',
  'FINAL_STATES',
  'GlobalJobHooks',
  'InvalidJobCallError',
  'InvalidCronError',
  'JOBS_MODULE_OPTIONS',
  'JOB_STATES',
  'JobCancelledError',
  'JobContext',
  'JobDeletedError',
  'JobEvents',
  'JobFailedError',
  'JobHandle',
  'JobHookError',
  'JobLimits',
  'JobLostError',
  'JobMonitor',
  'JobOperations',
  'JobNotFoundError',
  'JobPauses',
  'JobResultTimeoutError',
  'JobScheduler',
  'JobSerializationError',
  'JobStore',
  'JobTimeoutError',
  'JobVetoedError',
  'JobsError',
  'JobsModule',
  'JobsOptionsError',
  'JsonSerializer',
  'NoJobContextError',
  'NonRetryableJobError',
  'OperationHandle',
  'OperationNotFoundError',
  'OperationTimeoutError',
  'QueryTimeoutError',
  'Recurring',
  'RecurringJobDeclaredError',
  'RecurringJobNotFoundError',
  'RecurringJobs',
  'SchemaVersionError',
  'StoreUnavailableError',
  'UnsupportedDataSourceError',
  'UseJobHooks',
  'WorkerStoppingError',
  'nestfireMigrations',
];
const DASHBOARD_NAMES = [
  'JOBS_DASHBOARD_OPTIONS',
  'JobsDashboardModule',
  'RIGHTS',
  'ROUTES',
  'formatQuery',
  'parseQuery',
  'redactSecrets',
];

describe('The package', () => {
  /** A folder of a user's: only the package, its dependencies and its peers can be reached from it. */
  let folder: string;
  let files: string[];

  beforeAll(async () => {
    if (!existsSync(join(root, 'dist', 'index.js'))) {
      await run('npm', ['run', 'build'], { cwd: root });
    }
    folder = await mkdtemp(join(tmpdir(), 'nestfire-package-'));
    const { stdout } = await run(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      {
        cwd: root,
      },
    );
    const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
    files = packed!.files.map(({ path }) => path);
    await unpack(join(folder, packed!.filename));
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      await link(name);
    }
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function unpack(archive: string): Promise<void> {
    const target = join(folder, 'node_modules', 'nestfire');
    await mkdir(target, { recursive: true });
    await run('tar', ['-xzf', archive, '-C', target, '--strip-components=1']);
  }

  async function link(name: string): Promise<void> {
    const target = join(folder, 'node_modules', name);
    await mkdir(dirname(target), { recursive: true });
    await symlink(join(root, 'node_modules', name), target);
  }

  /** Runs a script in the user's folder with plain Node and gives back what it printed. */
  async function node(name: string, source: string): Promise<unknown> {
    await writeFile(join(folder, name), source);
    const { stdout } = await run(process.execPath, [name], { cwd: folder });
    return JSON.parse(stdout);
  }

  it('holds what was built and its papers, and nothing else', () => {
    const papers = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    const built = /^dist\/.+\.(js|d\.ts)$/;
    const ui = /^dist\/dashboard\/ui\/(manifest\.json|assets\/[\w.-]+\.(js|css)(\.br|\.gz)?)$/;
    const known = [papers, built, ui];
    expect(files.filter((file) => !known.some((pattern) => pattern.test(file)))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']),
    );
  });

  it('holds the browser side of the dashboard as it was built, and none of its sources', () => {
    const ui = files
      .filter((file) => file.startsWith('dist/dashboard/ui/'))
      .map((file) => file.slice('dist/dashboard/ui/'.length));
    const built = readFileSync(join(root, 'dist/dashboard/ui/manifest.json'), 'utf8');
    const named = Object.values(
      JSON.parse(built) as Record<string, { file: string; css?: string[] }>,
    ).flatMap(({ file, css = [] }) => [file, ...css]);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !ui.includes(file))).toEqual([]);
    expect(ui.filter((file) => /\.(tsx?|map)$/.test(file))).toEqual([]);
  });

  it('leaks no tests, samples or settings', () => {
    expect(files.filter((file) => /(\.test\.|\.spec\.|^dist\/(lib|test|sample|bench)\/)/.test(file))).toEqual(
      [],
    );
    const compiled = files.filter((file) => !file.startsWith('dist/dashboard/ui/'));
    expect(compiled.filter((file) => file.endsWith('.js')).length).toBe(
      compiled.filter((file) => file.endsWith('.d.ts')).length,
    );
  });

  it('holds every file that its exports name', () => {
    const named = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : Object.values(entry),
    );
    expect(named.map((path) => path.replace('./', '')).filter((path) => !files.includes(path))).toEqual([]);
  });

  it('imports nothing but its dependencies, its peers and what Node brings', () => {
    const allowed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    const dist = join(folder, 'node_modules', 'nestfire', 'dist');
    // What runs in browsers imports nothing but its own files: its libraries are built in.
    const scripts = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(js|d\.ts)$/.test(file),
    );
    const strangers = scripts.flatMap((file) =>
      importsOf(readFileSync(join(dist, file), 'utf8'))
        .filter((name) => !allowed.includes(name))
        .map((name) => `${file} imports ${name}`),
    );
    expect(scripts.length).toBeGreaterThan(50);
    expect(strangers).toEqual([]);
  });

  it('can be imported', async () => {
    const names = await node(
      'import.mjs',
      `console.log(JSON.stringify(Object.keys(await import('nestfire'))))`,
    );
    expect((names as string[]).toSorted()).toEqual(PUBLIC_NAMES.toSorted());
  });

  it('can be required, and is the same module then', async () => {
    const found = await node(
      'require.cjs',
      `const required = require('nestfire');
       import('nestfire').then((imported) => console.log(JSON.stringify({
         names: Object.keys(required),
         same: Object.keys(imported).every((name) => imported[name] === required[name]),
         version: require('nestfire/package.json').version,
       })));`,
    );
    const { names, ...others } = found as { names: string[]; same: boolean; version: string };
    expect(names.toSorted()).toEqual(PUBLIC_NAMES.toSorted());
    expect(others).toEqual({ same: true, version: manifest.version });
  });

  it('offers its contract suite under ./testing', async () => {
    const type = await node(
      'testing.mjs',
      `const { jobStoreContract } = await import('nestfire/testing');
       console.log(JSON.stringify(typeof jobStoreContract));`,
    );
    expect(type).toBe('function');
  });

  it('offers its dashboard under ./dashboard, to import and to require', async () => {
    const names = await node(
      'dashboard.cjs',
      `const required = Object.keys(require('nestfire/dashboard'));
       import('nestfire/dashboard').then((imported) =>
         console.log(JSON.stringify({ required, imported: Object.keys(imported) })));`,
    );
    const { required, imported } = names as Record<'required' | 'imported', string[]>;
    expect(required.toSorted()).toEqual(DASHBOARD_NAMES);
    expect(imported.toSorted()).toEqual(DASHBOARD_NAMES);
  });

  it('serves the dashboard that it holds', async () => {
    await link('@nestjs/platform-express');
    await copyFile(join(fixtures, 'dashboard.mjs'), join(folder, 'dashboard.mjs'));
    const { stdout } = await run(process.execPath, ['dashboard.mjs', join(folder, 'dashboard.sqlite')], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toEqual({
      page: 200,
      scripts: [200],
      overview: { isEmpty: true },
      production: 403,
    });
  });

  it('keeps its insides to itself', async () => {
    const code = await node(
      'inside.mjs',
      `const error = await import('nestfire/dist/index.js').catch((caught) => caught);
       console.log(JSON.stringify(error.code));`,
    );
    expect(code).toBe('ERR_PACKAGE_PATH_NOT_EXPORTED');
  });

  it('runs a job of a plain JavaScript application, down to its result', async () => {
    await copyFile(join(fixtures, 'app.mjs'), join(folder, 'app.mjs'));
    const { stdout } = await run(process.execPath, ['app.mjs', join(folder, 'jobs.sqlite')], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({
      greeting: 'Hello, world',
      at: 5,
      runs: ['world'],
      state: 'succeeded',
    });
  });

  it.each([
    ['an ES module', 'consumer.mts'],
    ['a CommonJS module', 'consumer.cts'],
  ])('brings the types that an application needs, in %s', async (_, name) => {
    await copyFile(join(fixtures, 'consumer.ts'), join(folder, name));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--experimentalDecorators'];
    const target = ['--target', 'es2023', '--module', 'nodenext'];
    const { stdout } = await run(process.execPath, [tsc, ...options, ...target, name], { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });
});

/** The packages a file imports, without those of Node. */
function importsOf(source: string): string[] {
  const specifiers = [...source.matchAll(/(?:\bfrom|\bimport\(|^import)\s*['"]([^'"\s]+)['"]/gm)].map(
    ([, name]) => name!,
  );
  return specifiers
    .filter((name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name))
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}
