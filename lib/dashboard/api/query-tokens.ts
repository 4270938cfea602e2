import type { QueryToken } from './query.js';

const SPACE = /\s/;
/** A name and its colon. `C:\data` and `http://…` are names too: whoever means text writes quotes. */
const NAME = /^[A-Za-z][\w.$-]*:/;

/**
 * Takes the text apart: `name:value,"another value"`, and words or `"quoted text"` that stand for themselves.
 * In quotes, `\"` is a quote and `\\` a backslash.
 */
export function tokenize(text: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let position = 0;
  while (position < text.length) {
    if (SPACE.test(text[position]!)) {
      position++;
      continue;
    }
    const token = readToken(text, position);
    tokens.push(token);
    position = token.end;
  }
  return tokens;
}

function readToken(text: string, start: number): QueryToken {
  const written = NAME.exec(text.slice(start))?.[0];
  const name = written === undefined ? null : written.slice(0, -1);
  const values: string[] = [];
  let error: QueryToken['error'] = null;
  let position = start + (written?.length ?? 0);

  for (;;) {
    const piece =
      text[position] === '"' ? readQuoted(text, position) : readBare(text, position, name !== null);
    error ??= piece.isClosed ? null : 'unclosed_quote';
    if (piece.value !== '') {
      values.push(piece.value);
    }
    position = piece.end;
    if (name === null || text[position] !== ',') {
      break;
    }
    position++;
  }
  return {
    name,
    values,
    start,
    end: position,
    error: error ?? (values.length === 0 ? 'missing_value' : null),
  };
}

interface Piece {
  value: string;
  end: number;
  isClosed: boolean;
}

function readBare(text: string, start: number, isList: boolean): Piece {
  const value = (isList ? /^[^\s,]*/ : /^\S*/).exec(text.slice(start))![0];
  return { value, end: start + value.length, isClosed: true };
}

function readQuoted(text: string, start: number): Piece {
  let value = '';
  for (let end = start + 1; end < text.length; end++) {
    const character = text[end]!;
    if (character === '"') {
      return { value, end: end + 1, isClosed: true };
    }
    const escaped = character === '\\' ? text[end + 1] : undefined;
    if (escaped === '"' || escaped === '\\') {
      value += escaped;
      end++;
    } else {
      value += character;
    }
  }
  return { value, end: text.length, isClosed: false };
}
