import { Inject, Injectable } from '@nestjs/common';
import { JOB_STATES, type JobState } from '../../interfaces/index.js';
import { DatabaseClock } from '../../monitor/index.js';
import {
  JobStore,
  meaningsOf,
  SEARCHED_ARGUMENTS,
  type ArgumentMatch,
  type SearchFilter,
} from '../../store/index.js';
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
import { Engine } from '../engine/engine.js';
import { invalid } from '../http/problem.error.js';
import { redactSecrets } from '../views/redact.js';

const LONGEST = 2_000;
/** More job types than an application has. */
const MAX_TYPES = 1_000;

export interface Search {
  filter: SearchFilter;
  errors: QueryError[];
}

/** Reads what is searched for. */
@Injectable()
export class JobSearch {
  constructor(
    @Inject(JobStore) private readonly store: JobStore,
    @Inject(RESOLVED_DASHBOARD_OPTIONS) private readonly options: ResolvedDashboardOptions,
    private readonly engine: Engine,
    private readonly clock: DatabaseClock,
  ) {}

  /** What is understood of a query; states of the tab replace those of the text. */
  async read(text: string, states: JobState[] | null, viewer: Viewer): Promise<Search> {
    const parsed = await this.parse(text);
    const { query } = parsed;
    if (query.args.length > 0) {
      await this.limitToShown(text, parsed, viewer);
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

  /**
   * Searching what one must not see would find it out, word by word: the hook is asked for every place
   * where a value may be found. What it hides may depend on the type, so only types it was asked for are searched.
   */
  private async limitToShown(text: string, parsed: ParsedQuery, { rights }: Viewer): Promise<void> {
    const { query } = parsed;
    const { redact } = this.options;
    const types = query.types.length > 0 ? query.types : await this.knownTypes();
    // To MySQL, spaces at the end are no difference.
    const asked = query.types.length > 0 ? types.flatMap((type) => [type, type.trimEnd()]) : [null, ...types];
    const isHidden = () => query.args.some((arg) => asked.some((type) => this.isHidden(type, arg)));
    const isByType = redact !== redactSecrets;
    const isPossible = rights.viewArguments && this.engine.canSearchArguments;
    if (!isPossible || (isByType && types.length === 0) || isHidden()) {
      query.args = [];
      leaveOut(text, parsed, isArgument);
    } else if (isByType) {
      query.types = types;
    }
  }

  private knownTypes(): Promise<string[]> {
    return this.store.dashboard.suggest('type', '', MAX_TYPES);
  }

  private isHidden(type: string | null, { path, value }: ArgumentQuery): boolean {
    const values = meaningsOf(value);
    return shownPaths(toMatch({ path, value })).some((shown) =>
      shown.some((_, index) =>
        values.some((each) => this.options.redact({ type, path: shown.slice(0, index + 1), value: each })),
      ),
    );
  }
}

/** The paths, as they are shown, at which the value may be. */
function shownPaths({ argument, path }: ArgumentMatch): string[][] {
  const numbers = argument === null ? Array.from({ length: SEARCHED_ARGUMENTS }, (_, at) => at) : [argument];
  return numbers.map((number) => [String(number), ...path]);
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

function toMatch({ path, value }: ArgumentQuery): ArgumentMatch {
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
