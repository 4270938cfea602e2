import { html, type Html } from '../common/html.js';

/** The last one has no price that anybody could read, so that the report has something to say. */
const EXAMPLE = `sku,name,price
PEN-01,Fountain pen,24.50
PEN-02,"Ballpoint pen, blue",3.20
INK-01,Blue ink,6.90
PAD-01,Writing pad,4.10
NIB-01,Spare nib,on request
`;

export function searchForm(words: string): Html {
  return html`<form class="search" method="get" action="/products" role="search">
    <label>
      Words in the name or SKU
      <input name="words" type="search" maxlength="200" value="${words}" />
    </label>
    <button>Search</button>
  </form>`;
}

export function importForm(): Html {
  return html`<form method="post" action="/products/import">
    <h2>Import products</h2>
    <label>
      CSV, with one product in a line: a SKU that is there already gets the new name and price
      <textarea name="csv" rows="7" required spellcheck="false">${EXAMPLE}</textarea>
    </label>
    <button>Import</button>
  </form>`;
}

export function cancelForm(importId: number): Html {
  return html`<form method="post" action="/products/imports/${importId}/cancel">
    <button>Cancel the import</button>
  </form>`;
}
