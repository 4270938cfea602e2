import { html, type Html } from '../common/html.js';
import { money } from '../common/money.js';
import { totalOf, type Order, type OrderItem } from '../orders/order.entity.js';

export function invoiceRow({ product, quantity, cents }: OrderItem): Html {
  return html`<tr>
    <td>${product}</td>
    <td>${quantity}</td>
    <td>${money(cents)}</td>
    <td>${money(quantity * cents)}</td>
  </tr> `;
}

export function invoicePage(order: Order, rows: Html[]): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Invoice ${order.id}</title>
        <style>
          :root {
            color-scheme: light dark;
            font:
              1rem/1.5 system-ui,
              sans-serif;
          }
          body {
            max-width: 44rem;
            margin: 3rem auto;
            padding: 0 1rem;
          }
          table {
            width: 100%;
            border-collapse: collapse;
          }
          th,
          td {
            padding: 0.4rem;
            border-bottom: 1px solid;
            text-align: end;
          }
          th:first-child,
          td:first-child {
            text-align: start;
            overflow-wrap: anywhere;
          }
        </style>
      </head>
      <body>
        <h1>Invoice ${order.id}</h1>
        <p>${order.user.name}<br />${order.user.email}</p>
        <p>${order.placedAt.toISOString().slice(0, 10)}</p>
        <table>
          <thead>
            <tr>
              <th scope="col">Product</th>
              <th scope="col">Quantity</th>
              <th scope="col">Price</th>
              <th scope="col">Amount</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" colspan="3">Total</th>
              <td>${money(totalOf(order))}</td>
            </tr>
          </tfoot>
        </table>
      </body>
    </html>`;
}
