import type { ValueNode } from '../../api/index.js';

/** A value as one would write it in code, cut at `limit` characters. */
export function valueText(node: ValueNode, limit = Infinity): string {
  const text = write(node, limit);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** The call as it would be written: `EmailService.sendWelcome('42', { … })`. */
export function callText(type: string, args: ValueNode[], limit = 400): string {
  return `${type}(${args.map((arg) => valueText(arg, limit)).join(', ')})`;
}

function write(node: ValueNode, limit: number): string {
  switch (node.kind) {
    case 'null':
    case 'undefined':
      return node.kind;
    case 'boolean':
      return String(node.value);
    case 'number':
      return node.value;
    case 'bigint':
      return `${node.value}n`;
    case 'string':
      return node.length > node.value.length
        ? `${JSON.stringify(node.value).slice(0, -1)}…"`
        : JSON.stringify(node.value);
    case 'date':
      return `new Date(${node.value === null ? 'NaN' : JSON.stringify(node.value)})`;
    case 'bytes':
      return `Uint8Array(${node.length})`;
    case 'list':
      return `[${join(node.items, node.length, limit, write)}]`;
    case 'set':
      return `new Set([${join(node.items, node.length, limit, write)}])`;
    case 'map':
      return `new Map([${join(node.entries, node.length, limit, ({ key, value }, left) => `[${write(key, left)}, ${write(value, left)}]`)}])`;
    case 'object': {
      const inside = join(
        node.entries,
        node.length,
        limit,
        ({ key, value }, left) =>
          `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}: ${write(value, left)}`,
      );
      return inside === '' ? '{}' : `{ ${inside} }`;
    }
    case 'redacted':
      return '•••';
    case 'cut':
      return '…';
  }
}

function join<Item>(
  items: Item[],
  length: number,
  limit: number,
  one: (item: Item, left: number) => string,
): string {
  let text = '';
  for (const item of items) {
    if (text.length > limit) {
      return `${text}, …`;
    }
    text += `${text === '' ? '' : ', '}${one(item, limit - text.length)}`;
  }
  return length > items.length ? `${text}, …` : text;
}
