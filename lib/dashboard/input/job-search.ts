import { Inject, Injectable } from '@nestjs/common';
import type { JobState } from '../../interfaces/index.js';
import { JOB_STATES } from '../../interfaces/index.js';
import type { SearchFilter } from '../../store/index.js';
import {
  ARGUMENT_PREFIX,
  parseQuery,
  type ArgumentQuery,
  type JobQuery,
  type ParsedQuery,
  type QueryError,
  type QueryToken,
} from '../api/index.js';
import type { Viewer } from '../access/viewer.js';
import { RESOLVED_DASHBOARD_OPTIONS } from '../dashboard.tokens.js';
import type { ResolvedDashboardOptions } from '../dashboard.options.js';
import { DatabaseClock } from '../engine/database-clock.js';
import { Engine } from '../engine/engine.js';
import { invalid } from '../http/problem.error.js';

const LONGEST = 2_000;

export interface Search {
  filter: SearchFilter;
  errors: QueryError[];
}

/** Reads what is searched for. */
@Injectable()
export class JobSearch {
  constructor(
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  /** What is understood of a query; states of the tab replace those of the text. */
  async read(text: string, states: JobState[] | null, viewer: Viewer): Promise<Search> {
    const parsed = await this.parse(text);
    const { query } = parsed;
    if (query.args.length > 0 && !this.maySearch(query.args, viewer)) {
      query.args = [];
      leaveOut(text, parsed, isArgument);
    }
    return { filter: toFilter(query, states), errors: parsed.errors };
  }

  /** The same for an action on all that match, which the engine finds by fewer means: one text, and no arguments. */
  async readForAction(text: string, states: JobState[] | null): Promise<Search> {
    const parsed = await this.parse(text);
    let texts = 0;
    leaveOut(
      text,
      parsed,
      (token) => isArgument(token) || (isText(token) && (texts += token.values.length) > 1),
    );
    const { texts: found = [], args: _, ...filter } = toFilter(parsed.query, states);
    return { filter: { ...filter, ...(found[0] ? { errorText: found[0] } : {}) }, errors: parsed.errors };
  }

  private async parse(text: string): Promise<ParsedQuery> {
    if (text.length > LONGEST) {
      throw invalid('q', `at most ${LONGEST} characters`);
    }
    return parseQuery(text, await this.clock.now());
  }

  /** Searching what one must not see would find it out, word by word. */
  private maySearch(args: ArgumentQuery[], { rights }: Viewer): boolean {
    const isHidden = args.some(({ path, value }) =>
      path.some((_, index) => this.options.redact({ type: null, path: path.slice(0, index + 1), value })),
    );
    return rights.viewArguments && !isHidden && this.engine.canSearchArguments;
  }
}

function leaveOut(
  text: string,
  { tokens, errors }: ParsedQuery,
  isMeant: (token: QueryToken) => boolean,
): void {
  for (const token of tokens.filter(({ error }) => error === null).filter(isMeant)) {
    const { start, end } = token;
    token.error = 'not_supported';
    errors.push({ code: 'not_supported', token: text.slice(start, end), start, end });
  }
}

function isArgument({ name }: QueryToken): boolean {
  return name?.startsWith(ARGUMENT_PREFIX) ?? false;
}

function isText({ name }: QueryToken): boolean {
  return name === null || name === 'error';
}

function toFilter(query: JobQuery, states: JobState[] | null): SearchFilter {
  const lists = {
    states: states ?? query.states,
    queues: query.queues,
    types: query.types,
    ids: query.ids,
    tags: query.tags,
    recurringIds: query.recurringIds,
    batchIds: query.batchIds,
    fingerprints: query.fingerprints,
    texts: query.text,
    args: query.args.map(toMatch),
  };
  const dates = {
    createdAfter: query.after,
    createdBefore: query.before,
    finishedAfter: query.finishedAfter,
    finishedBefore: query.finishedBefore,
  };
  return Object.fromEntries([
    ...Object.entries(lists).filter(([, values]) => values.length > 0),
    ...Object.entries(dates).flatMap(([field, time]) => (time === null ? [] : [[field, new Date(time)]])),
  ]) as SearchFilter;
}

function toMatch({ path, value }: ArgumentQuery) {
  const [first = '', ...rest] = path;
  return /^\d{1,3}$/.test(first)
    ? { argument: Number(first), path: rest, value }
    : { argument: null, path, value };
}

/** `failed,deleted` */
export function readStates(text: string | undefined): JobState[] | null {
  if (text === undefined) {
    return null;
  }
  const states = text.split(',');
  if (!states.every((state) => JOB_STATES.includes(state as JobState))) {
    throw invalid('state', JOB_STATES.join(', '));
  }
  return states as JobState[];
}
