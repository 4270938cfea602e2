import { InvalidJobCallError } from '../errors/index.js';

const LINK = Symbol('nestfire:parent-result');

/** Where a part of a parent's result goes among the arguments. */
export interface ResultLink {
  /** The place: the index of the argument, and the keys inside of it. */
  at: (string | number)[];
  /** Which of the parents. */
  parent: number;
  /** Which part of its result: the keys to it, none for all of it. */
  path: string[];
}

/**
 * Stands for the result of a parent while the call of its continuation is recorded. It and its
 * properties can be passed on as they are, and nothing else: the value is not there yet.
 */
export function parentResult(parent: number, path: string[] = []): unknown {
  const refuse = () => {
    throw new InvalidJobCallError(
      'The result of a parent is not known while its continuation is written. ' +
        'Pass it, or a property of it, as it is: (invoice, order) => invoice.create(order.id).',
    );
  };
  return new Proxy(Object.create(null) as object, {
    get(_, property) {
      if (property === LINK) {
        return { parent, path };
      }
      return typeof property === 'symbol' ? refuse() : parentResult(parent, [...path, property]);
    },
    ownKeys: refuse,
    has: refuse,
  });
}

/** Stands for the results of several parents, as a list that can be taken apart. */
export function parentResults(count: number): unknown[] {
  return Array.from({ length: count }, (_, parent) => parentResult(parent));
}

/** The arguments with nothing in the places of results, and the list of these. */
export function takeParentResults(args: unknown[]): { args: unknown[]; results: ResultLink[] } {
  const results: ResultLink[] = [];
  const take = (value: unknown, at: ResultLink['at']): unknown => {
    const link = linkOf(value);
    if (link) {
      results.push({ at, ...link });
      return null;
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => take(item, [...at, index]));
    }
    if (isPlain(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, take(item, [...at, key])]));
    }
    return value;
  };
  return { args: args.map((arg, index) => take(arg, [index])), results };
}

/** Puts the results in their places, in the arguments given. */
export function putParentResults(args: unknown[], links: ResultLink[], results: unknown[]): void {
  for (const { at, parent, path } of links) {
    const value = path.reduce<unknown>(
      (inside, key) =>
        inside !== null && inside !== undefined && Object.hasOwn(Object(inside) as object, key)
          ? (inside as Record<string, unknown>)[key]
          : undefined,
      results[parent],
    );
    const holder = at.slice(0, -1).reduce<unknown>((inside, key) => ownProperty(inside, key), args);
    const last = at.at(-1)!;
    ownProperty(holder, last);
    (holder as Record<string | number, unknown>)[last] = value;
  }
}

/** The places are read from a row: they must be where a placeholder was left, and nowhere else. */
function ownProperty(holder: unknown, key: string | number): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) {
    throw new TypeError(`there is no place for a result at ${String(key)}`);
  }
  return (holder as Record<string | number, unknown>)[key];
}

function linkOf(value: unknown): Pick<ResultLink, 'parent' | 'path'> | undefined {
  return typeof value === 'object' && value !== null
    ? (value as { [LINK]?: Pick<ResultLink, 'parent' | 'path'> })[LINK]
    : undefined;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
