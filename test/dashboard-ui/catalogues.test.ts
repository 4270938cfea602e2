import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileMessageOrThrow, type CompiledMessage } from '@lingui/message-utils/compileMessage';
import { describe, expect, it } from 'vitest';
import { ACTION_NAMES } from './action-names.js';
import { ENGINE_REASONS } from '../../lib/interfaces/engine-reason.js';
import { HEALTH_CODES, PROBLEM_CODES, RIGHTS } from '../../lib/dashboard/api/index.js';
import enFirst from '../../lib/dashboard/ui/i18n/en/first.js';
import enRest from '../../lib/dashboard/ui/i18n/en/rest.js';
import trFirst from '../../lib/dashboard/ui/i18n/tr/first.js';
import trRest from '../../lib/dashboard/ui/i18n/tr/rest.js';

const UI = fileURLToPath(new URL('../../lib/dashboard/ui/', import.meta.url));
const en: Record<string, string> = { ...enFirst, ...enRest };
const tr: Record<string, string> = { ...trFirst, ...trRest };
const keys = Object.keys(en);

/** Texts that are the same in both languages, and are meant to be. */
const SAME =
  /^(chart\.percentile\.|query\.(placeholder|enter)$|problem\.invalid_cron\.remedy$|operation\.of$)/;

describe('the catalogues', () => {
  it('have the same keys in both languages, in the same part', () => {
    expect(Object.keys(trFirst).toSorted()).toEqual(Object.keys(enFirst).toSorted());
    expect(Object.keys(trRest).toSorted()).toEqual(Object.keys(enRest).toSorted());
  });

  it('leave nothing untranslated', () => {
    expect(keys.filter((key) => tr[key] === en[key] && !SAME.test(key))).toEqual([]);
    expect(keys.filter((key) => tr[key]!.trim() === '')).toEqual([]);
  });

  it('can be read, and take the same values', () => {
    for (const key of keys) {
      // Turkish needs no count to choose a form by: it may leave it out where the number is there by another name.
      const without = (names: string[]) => names.filter((name) => name !== 'count');
      expect(without(placeholders(tr[key]!)), key).toEqual(without(placeholders(en[key]!)));
      expect(placeholders(en[key]!), key).toEqual(expect.arrayContaining(placeholders(tr[key]!)));
    }
  });

  it('have a text for every code the server can send', () => {
    const codes = [
      ...Object.keys(PROBLEM_CODES).flatMap((code) => [`problem.${code}.title`, `problem.${code}.remedy`]),
      ...HEALTH_CODES.flatMap((code) =>
        ['title', 'effect', 'remedy'].map((part) => `health.${code}.${part}`),
      ),
      ...RIGHTS.map((right) => `right.${right}`),
      ...Object.keys(ENGINE_REASONS).map((reason) => `reason.${reason}`),
      ...ACTION_NAMES.map((name) => `audit.did.${name}`),
    ];
    expect(codes.filter((key) => !(key in en))).toEqual([]);
  });

  it('have no text that nobody shows', () => {
    const source = sources(UI);
    const literals = new Set(
      [...source.matchAll(/['"`]([a-z][A-Za-z]*(?:\.[\w]+)+)['"`]/g)].map(([, key]) => key),
    );
    const patterns = [...source.matchAll(/`([a-z][A-Za-z]*\.[^`\s]*\$\{[^`]*)`/g)].map(
      ([, text]) => new RegExp(`^${text!.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[\\w]+')}$`),
    );
    const unused = keys.filter((key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(unused).toEqual([]);
  });

  it('say in Turkish what the glossary says, with the noun in the singular after a number', () => {
    const texts = Object.values(tr).join('\n');
    expect(texts).not.toMatch(/\bTODO\b/);
    // "5 işler", "{count} sunucular"
    expect(texts).not.toMatch(/(\{count\}|#|\d) (\S+ )?(işler|kuyruklar|sunucular|denemeler|hatalar)\b/u);
    expect(tr['facts.created']).toBe('Oluşturulma');
    expect(tr['state.failed']).toBe('Başarısız');
    expect(tr['state.scheduled']).toBe('Zamanlandı');
    expect(tr['page.workers']).toBe('Sunucular');
    expect(tr['recurring.column.job']).toBe('Yinelenen iş');
  });
});

function placeholders(message: string): string[] {
  const found = new Set<string>();
  const visit = (tokens: CompiledMessage) => {
    for (const token of tokens) {
      if (typeof token !== 'string') {
        const [name, , choices] = token;
        found.add(name === '#' ? 'count' : name);
        if (typeof choices === 'object' && choices !== null) {
          Object.values(choices).forEach(
            (choice) => Array.isArray(choice) && visit(choice as CompiledMessage),
          );
        }
      }
    }
  };
  visit(compileMessageOrThrow(message));
  return [...found].toSorted();
}

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.tsx?$/.test(entry.name) && !/i18n\/(en|tr)|\/dev/.test(entry.parentPath),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}
