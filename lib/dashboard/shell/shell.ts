import { Injectable } from '@nestjs/common';
import { SHELL_DATA_ID, type ShellData } from '../api/index.js';
import { Assets } from './assets.js';

/**
 * The page of every path: it loads the browser side, and tells it who looks, where it is, and in which
 * language and theme, so that nothing flashes. The data is a block that is never executed.
 */
@Injectable()
export class Shell {
  constructor(private readonly assets: Assets) {}

  render({ root, config }: ShellData): string {
    const { entry } = this.assets;
    if (!entry) {
      return this.message(
        'The browser side of the dashboard is not there. ' +
          'It is part of the published package; from the sources, build it with npm run build.',
      );
    }
    const url = (file: string) => escape(root + file);
    const data = JSON.stringify({ root, config }).replaceAll('<', '\\u003c');
    return `<!doctype html>
<html lang="${config.locale}" data-theme="${config.theme}" data-root="${escape(root)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${config.theme === 'system' ? 'light dark' : config.theme}">
<title>${escape(config.title)}</title>
<link rel="icon" href="data:,">
${entry.styles.map((file) => `<link rel="stylesheet" href="${url(file)}">`).join('\n')}
${entry.preloads.map((file) => `<link rel="modulepreload" href="${url(file)}">`).join('\n')}
${entry.scripts.map((file) => `<script type="module" src="${url(file)}"></script>`).join('\n')}
</head>
<body>
<div id="root"></div>
<script type="application/json" id="${SHELL_DATA_ID}">${data}</script>
</body>
</html>
`;
  }

  /** Where there is nothing to show. */
  message(text: string): string {
    return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>Jobs</title></head>
<body><p>${escape(text)}</p></body>
</html>
`;
  }

  get isBuilt(): boolean {
    return this.assets.entry !== null;
  }
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
