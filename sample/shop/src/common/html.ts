/** Markup that is safe to send: write it with `html`, and never make it from data. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Value = Html | Html[] | string | number;

/** A template whose values are data: whatever they hold, it is shown and never becomes markup. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.map((text, index) => text + render(values[index] ?? '')).join(''));
}

function render(value: Value): string {
  if (Array.isArray(value)) {
    return value.join('');
  }
  return value instanceof Html ? value.toString() : escape(String(value));
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
