import { readCents, readList, readObject, readText, readWholeNumber } from '../common/input.js';

const MAX_ID = 2 ** 31 - 1;

export interface NewOrder {
  userId: number;
  items: { product: string; quantity: number; cents: number }[];
}

/** @throws {BadRequestException} */
export function readNewOrder(body: unknown): NewOrder {
  const { userId, items } = readObject(body, 'The order');
  return {
    userId: readWholeNumber(userId, 'userId', MAX_ID),
    items: readList(items, 'items', 20).map((item, index) => readItem(item, `items[${index}]`)),
  };
}

function readItem(item: unknown, name: string): NewOrder['items'][number] {
  const { product, quantity, price } = readObject(item, name);
  return {
    product: readText(product, `${name}.product`, 100),
    quantity: readWholeNumber(quantity, `${name}.quantity`, 1_000),
    cents: readCents(price, `${name}.price`, 10_000),
  };
}
