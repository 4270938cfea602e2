import { Controller, Get, Header } from '@nestjs/common';
import { html, type Html } from '../common/html.js';
import { money } from '../common/money.js';
import { InvoicesService } from '../invoices/invoices.service.js';
import { totalOf, type Order } from '../orders/order.entity.js';
import { OrdersService } from '../orders/orders.service.js';
import { settings } from '../settings.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { orderForm, signUpForm } from './forms.js';
import { page, table, time } from './layout.js';

@Controller()
export class HomeController {
  constructor(
    private readonly users: UsersService,
    private readonly orders: OrdersService,
    private readonly invoices: InvoicesService,
  ) {}

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  async show(): Promise<string> {
    const [users, orders] = [await this.users.latest(), await this.orders.latest()];
    const written = await this.invoices.written(orders);
    return page({
      title: 'Shop',
      path: '/',
      content: html`${instructions()}
        <div class="forms">${signUpForm(users.length === 0)} ${orderForm(users)}</div>
        <h2>Latest orders</h2>
        ${orderTable(orders, written)}
        <h2>Latest customers</h2>
        ${customerList(users)}`,
    });
  }
}

function instructions(): Html {
  return html`<ol>
    <li>Sign up. A welcome e-mail comes to the <a href="/inbox">inbox</a>, which is a part of this shop.</li>
    <li>
      Order something. The order is saved together with three jobs: one writes the invoice, one asks the
      warehouse to pack (it does not answer the first two times, and packs one order of a customer at a time),
      and one sends a reminder after ${settings.reminderDelay}.
    </li>
    <li>Watch the jobs in the <a href="/activity">activity</a>, and open the invoice from the list below.</li>
    <li>
      Look at what comes again and again in the <a href="/recurring">recurring jobs</a>: a backup every night,
      a sales report every hour, and a digest every morning for each customer who does not unsubscribe. There
      you need not wait for them.
    </li>
    <li>
      Import <a href="/products">products</a>: each of them is a job, and all of them are one batch, whose
      progress you can watch, and which you can cancel. A report follows it. The index for the search is
      written anew, but only once for all products of a second.
    </li>
    <li>
      See all of it in the <a href="/jobs">dashboard</a>, and steer it: pause the queue of the mails, set the
      limit of the warehouse, run a job again.
    </li>
  </ol>`;
}

function customerList(users: User[]): Html {
  return users.length > 0
    ? html`<ul>
        ${users.map(({ id, name }) => html`<li><a href="/users/${id}">${name}</a></li>`)}
      </ul>`
    : html`<p>There are no customers yet.</p>`;
}

function orderTable(orders: Order[], written: Set<number>): Html {
  if (orders.length === 0) {
    return html`<p>There are no orders yet.</p>`;
  }
  const rows = orders.map(
    (order) =>
      html`<tr>
        <td>${order.id}</td>
        <td><a href="/users/${order.user.id}">${order.user.name}</a></td>
        <td>${time(order.placedAt)}</td>
        <td>${money(totalOf(order))}</td>
        <td>
          ${
            written.has(order.id)
              ? html`<a href="/invoices/${order.id}">Invoice ${order.id}</a>`
              : 'not written yet'
          }
        </td>
      </tr>`,
  );
  return table('Latest orders', ['Order', 'Customer', 'Placed', 'Total', 'Invoice'], rows);
}
