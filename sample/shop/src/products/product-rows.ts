import { BadRequestException } from '@nestjs/common';
import { readObject, readText } from '../common/input.js';

/** A product as a file has it; whether its price is one, its job finds out. */
export interface ProductRow {
  sku: string;
  name: string;
  price: string;
}

const HEADER = ['sku', 'name', 'price'];
const MAX_ROWS = 5_000;

/** A value of a line, in quotes or not, and what ends it. */
const VALUE = /\s*(?:"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/y;

/**
 * Reads the rows of a CSV file.
 * @throws {BadRequestException} naming the line.
 */
export function readProductRows(body: unknown): ProductRow[] {
  const { csv } = readObject(body, 'The import');
  if (typeof csv !== 'string') {
    throw new BadRequestException('csv must be text');
  }
  const [header, ...lines] = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ text, line: index + 1 }))
    .filter(({ text }) => text.trim() !== '');
  if (!header || readValues(header.text)?.join().toLowerCase() !== HEADER.join()) {
    throw new BadRequestException(`The first line must be ${HEADER.join()}`);
  }
  if (lines.length === 0 || lines.length > MAX_ROWS) {
    throw new BadRequestException(`There must be 1 to ${MAX_ROWS} products (got ${lines.length})`);
  }
  const lineOf = new Map<string, number>();
  return lines.map(({ text, line }) => {
    const row = readRow(text, `Line ${line}`);
    const other = lineOf.get(row.sku);
    if (other !== undefined) {
      throw new BadRequestException(`Line ${line}: ${row.sku} is on line ${other} already`);
    }
    lineOf.set(row.sku, line);
    return row;
  });
}

function readRow(text: string, name: string): ProductRow {
  const values = readValues(text);
  if (values?.length !== HEADER.length) {
    const got = values ? `got ${values.length}` : 'a quote is out of place';
    throw new BadRequestException(`${name} must have ${HEADER.length} values (${got})`);
  }
  const [sku, title, price] = values;
  return {
    sku: readSku(sku, `${name}: sku`),
    name: readText(title, `${name}: name`, 100),
    price: readText(price, `${name}: price`, 40),
  };
}

/** The same for all databases, some of which take `é` for `e` and `A` for `a`. */
function readSku(input: unknown, name: string): string {
  const sku = readText(input, name, 40).toUpperCase();
  if (!/^[A-Z0-9._-]+$/.test(sku)) {
    throw new BadRequestException(`${name} must consist of letters from A to Z, digits, '.', '_' and '-'`);
  }
  return sku;
}

/** The values of a line; `null` where a quote is not closed, or closed too early. */
function readValues(text: string): string[] | null {
  const values: string[] = [];
  VALUE.lastIndex = 0;
  for (;;) {
    const match = VALUE.exec(text);
    if (!match) {
      return null;
    }
    const [, quoted, plain, end] = match;
    values.push(quoted?.replaceAll('""', '"') ?? plain!.trim());
    if (end === '') {
      return values;
    }
  }
}
