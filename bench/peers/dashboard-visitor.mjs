// Asks for what a browser with the overview open asks for: the stream, and the page's numbers whenever they have changed.
const api = process.argv[2];
const PAGES = ['overview', 'series?metric=throughput&range=1h', 'problems'];
/** What has changed is asked for at most so often, and everything now and then, in ms. */
const REFRESH = 5_000;
const POLL = 15_000;

let pending = new AbortController();
let mustLook = true;
setInterval(() => mustLook && void look(), REFRESH);
setInterval(() => (mustLook = true), POLL);
await look();

const stream = await fetch(`${api}/stream?topics=stats,problems`, {
  headers: { Accept: 'text/event-stream' },
});
let text = '';
for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
  text += chunk;
  const messages = text.split('\n\n');
  text = messages.pop();
  if (messages.some((message) => /^event: (stats|invalidate)/m.test(message))) {
    mustLook = true;
  }
}

/** What was asked for before is no longer of interest. */
async function look() {
  mustLook = false;
  pending.abort();
  pending = new AbortController();
  const { signal } = pending;
  await Promise.all(
    PAGES.map(async (path) => {
      const response = await fetch(`${api}/${path}`, { signal });
      if (!response.ok) {
        throw new Error(`${path}: ${response.status}`);
      }
      await response.arrayBuffer();
      process.stdout.write('.');
    }),
  ).catch((error) => {
    if (error.name !== 'AbortError') {
      throw error;
    }
  });
}
