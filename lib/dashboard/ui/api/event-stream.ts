import type { StreamMessage } from '../../api/index.js';

/** Makes messages of the pieces of an event stream, wherever they are cut. What it cannot read it leaves out. */
export class EventStreamParser {
  private rest = '';

  push(text: string): StreamMessage[] {
    const blocks = (this.rest + text).replaceAll('\r\n', '\n').split('\n\n');
    this.rest = blocks.pop()!;
    return blocks.flatMap((block) => readBlock(block));
  }
}

function readBlock(block: string): StreamMessage[] {
  let event = '';
  let data = '';
  for (const line of block.split('\n')) {
    const [, field, value] = /^(event|data): ?(.*)$/.exec(line) ?? [];
    if (field === 'event') {
      event = value!;
    } else if (field === 'data') {
      data += data === '' ? value : `\n${value}`;
    }
  }
  if (event === '' || data === '') {
    return [];
  }
  try {
    return [{ event, data: JSON.parse(data) } as StreamMessage];
  } catch {
    return [];
  }
}
