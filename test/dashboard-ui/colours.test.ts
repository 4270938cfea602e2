import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../lib/dashboard/ui/styles/tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }],
  ),
);
const STATES = [
  'awaiting',
  'throttled',
  'scheduled',
  'enqueued',
  'processing',
  'succeeded',
  'failed',
  'deleted',
];
const SURFACES = ['canvas', 'surface', 'sunken', 'raised', 'hover'];

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (theme) => {
  const contrast = (text: string, ground: string) =>
    ratio(tokens.get(text)![theme], tokens.get(ground)![theme]);

  it.each(['ink', 'ink-soft', 'ink-faint', 'accent', 'failed'])('let %s be read on every surface', (text) => {
    for (const ground of SURFACES) {
      expect(contrast(text, ground), ground).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(STATES)('let %s be read on its badge and on a card', (state) => {
    expect(contrast(state, `${state}-soft`)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(state, 'surface')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['1', '2', '3', '4', '5', '6', '7', 'rest'])('let series %s of a chart be seen', (series) => {
    expect(contrast(`series-${series}`, 'surface')).toBeGreaterThanOrEqual(3);
  });

  it('let fields and the focus be seen', () => {
    expect(contrast('control-line', 'surface')).toBeGreaterThanOrEqual(3);
    expect(contrast('focus', 'surface')).toBeGreaterThanOrEqual(3);
  });
});

/** By WCAG 2. */
function ratio(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('every style', () => {
  const folder = fileURLToPath(new URL('../../lib/dashboard/ui/', import.meta.url));
  const styles = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(css|tsx)$/.test(path))
    .map((path) => ({ path, text: readFileSync(`${folder}/${path}`, 'utf8') }));

  it('uses properties that are set somewhere', () => {
    const set = new Set(
      styles.flatMap(({ text }) => [...text.matchAll(/(--[\w-]+)['"]?\]?:/g)].map(([, name]) => name)),
    );
    const used = styles.flatMap(({ path, text }) =>
      [...text.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => ({ path, name: name! })),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter(({ name }) => !set.has(name))).toEqual([]);
  });
});
