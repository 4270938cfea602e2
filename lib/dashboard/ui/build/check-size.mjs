import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

// What the browser loads before the first page is there, without the chart: the entry with the overview, and
// the larger of the two languages. Fails when that is more than the budget.
const BUDGET_KIB = 130;
const built = new URL('../../../../dist/dashboard/ui/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', built), 'utf8'));

const kib = (file) => gzipSync(readFileSync(new URL(file, built)), { level: 9 }).length / 1024;

function closure(keys, found = new Set()) {
  for (const key of keys) {
    if (!found.has(key)) {
      found.add(key);
      closure(manifest[key].imports ?? [], found);
    }
  }
  return found;
}

function sum(keys) {
  return [...keys].reduce((total, key) => total + kib(manifest[key].file), 0);
}

const shell = closure(['main.tsx']);
const languages = ['en', 'tr'].map((locale) => `i18n/${locale}/first.ts`);
const initial = sum(shell) + Math.max(...languages.map((key) => kib(manifest[key].file)));
const chart = [...closure(['components/chart/metric-chart.tsx'])].filter((key) => !shell.has(key));
const styles = new Set([...shell].flatMap((key) => manifest[key].css ?? []));
const all = Object.values(manifest).filter(({ file }) => file.endsWith('.js'));

console.log(
  `Initial JavaScript: ${initial.toFixed(1)} KiB gzipped of ${BUDGET_KIB}, in ${shell.size + 1} files`,
);
console.log(
  `Initial styles:     ${[...styles].reduce((total, file) => total + kib(file), 0).toFixed(1)} KiB gzipped`,
);
console.log(`First chart:        ${sum(chart).toFixed(1)} KiB gzipped more`);
console.log(
  `Everything:         ${all.reduce((total, { file }) => total + kib(file), 0).toFixed(1)} KiB gzipped, ${all.length} files`,
);
for (const [key, size] of [...shell]
  .map((name) => [name, kib(manifest[name].file)])
  .toSorted((a, b) => b[1] - a[1])
  .slice(0, 12)) {
  console.log(`  ${size.toFixed(1).padStart(6)}  ${key}`);
}
if (initial > BUDGET_KIB) {
  console.error(`The budget is exceeded by ${(initial - BUDGET_KIB).toFixed(1)} KiB.`);
  process.exitCode = 1;
}
