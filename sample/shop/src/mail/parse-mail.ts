export interface Mail {
  id: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  receivedAt: Date;
}

/** Reads a plain-text mail as the shop sends them; a real inbox would leave this to a library such as mailparser. */
export function parseMail(source: string): Mail {
  const end = source.indexOf('\r\n\r\n');
  const headers = parseHeaders(source.slice(0, end));
  const header = (name: string) => decodeWords(headers.get(name) ?? '');
  return {
    id: header('message-id'),
    from: header('from'),
    to: header('to'),
    subject: header('subject'),
    text: decodeBody(source.slice(end + 4), header('content-transfer-encoding')).trimEnd(),
    receivedAt: new Date(),
  };
}

function parseHeaders(head: string): Map<string, string> {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** Headers spell what is not ASCII as `=?UTF-8?Q?…?=` or `=?UTF-8?B?…?=`. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?(.*?)\?=/gi, (_, encoding: string, text: string) =>
      encoding.toLowerCase() === 'b' ? decodeBase64(text) : decodeQuoted(text.replaceAll('_', ' ')),
    );
}

function decodeBody(body: string, encoding: string): string {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return decodeBase64(body);
    case 'quoted-printable':
      return decodeQuoted(body.replaceAll('=\r\n', ''));
    default:
      return body;
  }
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}

function decodeQuoted(text: string): string {
  const bytes = text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
