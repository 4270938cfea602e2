import {
  ARGUMENT_PREFIX,
  parseQuery,
  QUERY_NAMES,
  SUGGESTED,
  type QueryError,
  type QueryToken,
  type SuggestQuery,
} from '../../api/index.js';
import { JOB_STATES } from '../../../interfaces/job-state.type.js';

type Field = SuggestQuery['field'];

/** What the piece of a query before the caret could become. `start` and `end` are what a choice replaces. */
export type Completion =
  | { kind: 'name'; prefix: string; start: number; end: number }
  | { kind: 'state'; prefix: string; start: number; end: number }
  | { kind: 'value'; field: Field; prefix: string; start: number; end: number };

export function completionAt(text: string, caret: number): Completion | null {
  const before = text.slice(0, caret);
  const word = /\S*$/.exec(before)![0];
  const end = caret + /^[^\s,]*/.exec(text.slice(caret))![0].length;
  const isInQuotes = before.split('"').length % 2 === 0;
  if (isInQuotes || word.includes('"')) {
    return null;
  }
  const colon = word.indexOf(':');
  if (colon === -1) {
    return { kind: 'name', prefix: word, start: caret - word.length, end };
  }
  const name = word.slice(0, colon);
  const prefix = word.slice(Math.max(colon, word.lastIndexOf(',')) + 1);
  const place = { prefix, start: caret - prefix.length, end };
  if (name === 'state') {
    return { kind: 'state', ...place };
  }
  return isSuggested(name) ? { kind: 'value', field: name, ...place } : null;
}

/** Names and states that begin so; values are the server's to know. */
export function knownChoices(completion: Completion, canSearchArguments: boolean): string[] {
  switch (completion.kind) {
    case 'name':
      return [
        ...QUERY_NAMES.map((name) => `${name}:`),
        ...(canSearchArguments ? [ARGUMENT_PREFIX] : []),
      ].filter((name) => name.startsWith(completion.prefix));
    case 'state':
      return JOB_STATES.filter((state) => state.startsWith(completion.prefix));
    case 'value':
      return [];
  }
}

export function complete(text: string, { kind, start, end }: Completion, choice: string) {
  const written = kind === 'name' || /^[^\s",]+$/.test(choice) ? choice : JSON.stringify(choice);
  const space = kind === 'name' ? '' : ' ';
  return {
    text: `${text.slice(0, start)}${written}${space}${text.slice(end).trimStart()}`,
    caret: start + written.length + space.length,
  };
}

/** The tokens of a text, also with what only the server finds wrong: it may know less, or tell the viewer less. */
export function markedTokens(text: string, found: QueryError[]): QueryToken[] {
  return parseQuery(text).tokens.map((token) => {
    const { start, end, error } = token;
    // The answer may be about the text before.
    const own = found.find((each) => each.start === start && each.token === text.slice(start, end));
    return { ...token, error: error ?? own?.code ?? null };
  });
}

/** The text without one of its tokens. */
export function withoutToken(text: string, { start, end }: { start: number; end: number }): string {
  return `${text.slice(0, start)}${text.slice(end)}`.replaceAll(/\s{2,}/g, ' ').trim();
}

function isSuggested(name: string): name is Field {
  return (SUGGESTED as readonly string[]).includes(name);
}
