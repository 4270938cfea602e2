import { html, type Html } from '../common/html.js';
import type { User } from '../users/user.entity.js';

const BASKET = [
  { product: 'Fountain pen', quantity: 1, price: '24.50' },
  { product: 'Blue ink', quantity: 2, price: '6.90' },
];

export function signUpForm(isFirst: boolean): Html {
  return html`<form method="post" action="/users">
    <h2>Sign up</h2>
    <label>
      Name
      <input name="name" required maxlength="100" autocomplete="name" value="${isFirst ? 'Ada' : ''}" />
    </label>
    <label>
      E-mail
      <input
        name="email"
        type="email"
        required
        maxlength="200"
        autocomplete="email"
        value="${isFirst ? 'ada@example.org' : ''}"
      />
    </label>
    <button>Sign up</button>
  </form>`;
}

export function orderForm(users: User[]): Html {
  if (users.length === 0) {
    return html`<article>
      <h2>Order</h2>
      <p>Sign up first.</p>
    </article>`;
  }
  return html`<form method="post" action="/orders">
    <h2>Order</h2>
    <label>
      Customer
      <select name="userId">
        ${users.map(({ id, name, email }) => html`<option value="${id}">${name} (${email})</option>`)}
      </select>
    </label>
    ${BASKET.map(itemFields)}
    <button>Order</button>
  </form>`;
}

export function digestForm({ id }: User, isSubscribed: boolean): Html {
  const [action, text] = isSubscribed
    ? ['unsubscribe', 'Every morning, a mail lists the orders of the last day.']
    : ['subscribe', 'You get no mail about the orders of the last day.'];
  return html`<form method="post" action="/users/${id}/digest/${action}">
    <h2>Digest</h2>
    <p>${text}</p>
    <button>${isSubscribed ? 'Unsubscribe' : 'Subscribe'}</button>
  </form>`;
}

function itemFields({ product, quantity, price }: (typeof BASKET)[number], index: number): Html {
  const name = `items[${index}]`;
  return html`<fieldset>
    <legend>Item ${index + 1}</legend>
    <label>Product <input name="${name}[product]" required maxlength="100" value="${product}" /></label>
    <label>
      Quantity
      <input name="${name}[quantity]" type="number" required min="1" max="1000" value="${quantity}" />
    </label>
    <label>
      Price in €
      <input
        name="${name}[price]"
        type="number"
        required
        min="0.01"
        max="10000"
        step="0.01"
        value="${price}"
      />
    </label>
  </fieldset>`;
}
