import {
  ACTION_HEADER,
  PROBLEM_CODES,
  ROUTES,
  type Contract,
  type Problem,
  type RouteName,
} from '../../api/index.js';

export interface Input<Name extends RouteName> {
  params?: Contract[Name]['params'];
  query?: Contract[Name]['query'];
  body?: Contract[Name]['body'];
}

/** The answer to a request that went wrong. `offline`: there was none; `unreadable`: somebody else's page. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  constructor(
    readonly code: Problem['code'] | 'offline' | 'unreadable',
    readonly problem: Problem | null = null,
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** What a request was rejected with, whatever it is. */
export function toRequestError(error: unknown): RequestError {
  return error instanceof RequestError ? error : new RequestError('internal', null, { cause: error });
}

/** Sends the requests of the routes' table to the API below `base`, which ends in a slash. */
export class ApiClient {
  constructor(private readonly base: string) {}

  async send<Name extends RouteName>(
    name: Name,
    input: Input<Name> = {},
    signal?: AbortSignal,
  ): Promise<Contract[Name]['response']> {
    const { method } = ROUTES[name];
    const fail = (error: unknown) => {
      throw signal?.aborted ? error : new RequestError('offline', null, { cause: error });
    };
    const response = await fetch(this.url(name, input), {
      method,
      signal,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(method === 'POST' && {
        headers: { 'Content-Type': 'application/json', [ACTION_HEADER]: '1' },
        body: JSON.stringify(input.body ?? {}),
      }),
    }).catch(fail);
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const body = parse(isJson ? await response.text().catch(fail) : '');
    if (!response.ok) {
      throw isProblem(body) ? new RequestError(body.code, body) : new RequestError(codeOf(response.status));
    }
    if (body === undefined) {
      throw new RequestError('unreadable');
    }
    return body as Contract[Name]['response'];
  }

  url<Name extends RouteName>(name: Name, { params, query }: Input<Name> = {}): string {
    const path = ROUTES[name].path.replaceAll(/:(\w+)/g, (_, param: string) =>
      encodeURIComponent((params as Record<string, string>)[param]!),
    );
    const search = new URLSearchParams(
      Object.entries((query ?? {}) as Record<string, string | number | undefined>).flatMap(([key, value]) =>
        value === undefined || value === '' ? [] : [[key, String(value)]],
      ),
    ).toString();
    return `${this.base}api/${path}${search === '' ? '' : `?${search}`}`;
  }
}

/** `undefined`: it is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Others have codes as well. */
function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    Object.hasOwn(PROBLEM_CODES, body.code as PropertyKey)
  );
}

/** Of an answer that is not ours: a proxy's, or a guard's. */
function codeOf(status: number): RequestError['code'] {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not_found';
    case 413:
      return 'body_too_large';
    case 429:
      return 'too_many_requests';
    case 502:
    case 503:
    case 504:
      return 'store_unavailable';
    default:
      return 'internal';
  }
}
