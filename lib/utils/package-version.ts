import { readFileSync } from 'node:fs';

/** The version of this package; `null` where its files were bundled away. */
export const PACKAGE_VERSION = readVersion();

function readVersion(): string | null {
  try {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { name, version } = JSON.parse(text) as { name?: string; version?: string };
    return name === 'nestfire' ? (version ?? null) : null;
  } catch {
    return null;
  }
}
