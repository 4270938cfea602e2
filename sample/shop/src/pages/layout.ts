import { html, type Html } from '../common/html.js';
import { styles } from './styles.js';

const LINKS = [
  { path: '/', label: 'Shop' },
  { path: '/products', label: 'Products' },
  { path: '/inbox', label: 'Inbox' },
  { path: '/activity', label: 'Activity' },
  { path: '/recurring', label: 'Recurring jobs' },
  { path: '/jobs', label: 'Dashboard' },
];

export interface Page {
  title: string;
  /** Where the page is, to mark it in the navigation. */
  path?: string;
  content: Html;
  /** Loads the page again after so many seconds. */
  refresh?: number;
}

export function page({ title, path, content, refresh }: Page): string {
  return String(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          ${refresh ? html`<meta http-equiv="refresh" content="${refresh}" />` : ''}
          <title>${title} · Nestfire Shop</title>
          <style>
            ${styles}
          </style>
        </head>
        <body>
          <header>
            <nav aria-label="Pages">${LINKS.map((link) => navigationLink(link, path))}</nav>
          </header>
          <main>
            <h1>${title}</h1>
            ${content}
          </main>
        </body>
      </html>`,
  );
}

function navigationLink({ path, label }: (typeof LINKS)[number], current?: string): Html {
  return path === current
    ? html`<a href="${path}" aria-current="page">${label}</a>`
    : html`<a href="${path}">${label}</a>`;
}

/** A table that scrolls by itself where the window is too narrow for it. */
export function table(label: string, columns: string[], rows: Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

export function time(date: Date): Html {
  const text = date.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
}
