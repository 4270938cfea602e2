import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import { describeError, SafeLogger } from '../../utils/index.js';
import { UI_FOLDER } from '../dashboard.tokens.js';

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

interface Chunk {
  file: string;
  isEntry?: boolean;
  css?: string[];
  assets?: string[];
  imports?: string[];
}

export interface Asset {
  content: Buffer;
  type: string;
  /** `null`: as it is. */
  encoding: string | null;
}

/** What the page loads first. */
export interface Entry {
  scripts: string[];
  styles: string[];
  /** Loaded with the script: said early, they do not wait for it. */
  preloads: string[];
}

/** Where the build puts the browser side: beside this code, and for those who run it from its sources in `dist`. */
export function defaultUiFolder(): string {
  const places = ['../ui/', '../../../dist/dashboard/ui/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((path) => existsSync(join(path, 'manifest.json'))) ?? places[0]!;
}

/**
 * The built browser side. Only files that the build names are served, from memory, so that no path
 * leads elsewhere. Their names have a hash: they never change.
 */
@Injectable()
export class Assets {
  private readonly logger = new SafeLogger('JobsDashboard');
  private readonly files = new Map<string, string>();
  private readonly loaded = new Map<string, Buffer>();
  /** `null`: the browser side has not been built. */
  readonly entry: Entry | null;
  /** Another one after every build. */
  readonly build: string;

  constructor(@Inject(UI_FOLDER) private readonly folder: string) {
    const manifest = this.readManifest();
    const chunks = Object.values(manifest ?? {});
    for (const { file, css = [], assets = [] } of chunks) {
      [file, ...css, ...assets].forEach((each) => this.files.set(basename(each), each));
    }
    const first = chunks.find((chunk) => chunk.isEntry);
    const needed = first ? withImports(first, manifest!) : [];
    this.entry = first
      ? {
          scripts: [first.file],
          styles: [...new Set(needed.flatMap((chunk) => chunk.css ?? []))],
          preloads: needed.filter((chunk) => chunk !== first).map((chunk) => chunk.file),
        }
      : null;
    this.build = createHash('sha256').update(JSON.stringify(manifest)).digest('hex').slice(0, 12);
  }

  /** A file in the best of the accepted encodings that there is; `null`: there is no such file. */
  find(name: string, acceptEncoding: string): Asset | null {
    const file = this.files.get(name);
    if (file === undefined) {
      return null;
    }
    const accepted = acceptEncoding.split(',').map((each) => each.trim());
    for (const [encoding, suffix] of ENCODINGS) {
      const isAccepted = accepted.some((each) => each === encoding || each.startsWith(`${encoding};`));
      const content = isAccepted && !accepted.includes(`${encoding};q=0`) && this.load(file + suffix);
      if (content) {
        return { content, type: typeOf(name), encoding };
      }
    }
    const content = this.load(file);
    return content && { content, type: typeOf(name), encoding: null };
  }

  private load(file: string): Buffer | null {
    const known = this.loaded.get(file);
    if (known) {
      return known;
    }
    const path = join(this.folder, file);
    if (!existsSync(path)) {
      return null;
    }
    const content = readFileSync(path);
    this.loaded.set(file, content);
    return content;
  }

  private readManifest(): Record<string, Chunk> | null {
    const path = join(this.folder, 'manifest.json');
    if (!existsSync(path)) {
      return null;
    }
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Chunk>;
    } catch (error) {
      this.logger.error(`${path} cannot be read: ${describeError(error)}`);
      return null;
    }
  }
}

function withImports(chunk: Chunk, manifest: Record<string, Chunk>, seen = new Set<Chunk>()): Chunk[] {
  if (!seen.has(chunk)) {
    seen.add(chunk);
    chunk.imports?.forEach((name) => manifest[name] && withImports(manifest[name], manifest, seen));
  }
  return [...seen];
}

function typeOf(name: string): string {
  return TYPES[extname(name)] ?? 'application/octet-stream';
}
