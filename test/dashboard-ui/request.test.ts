import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../lib/dashboard/api/index.js';
import { ApiClient, RequestError } from '../../lib/dashboard/ui/api/request.js';
import type { Translate } from '../../lib/dashboard/ui/i18n/messages.js';
import { pauseEnd } from '../../lib/dashboard/ui/utils/pause-end.js';
import { problemText } from '../../lib/dashboard/ui/utils/problem-text.js';
import { closeAfterTest } from '../support/app.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** What asking a server that answers like this comes to. */
async function ask(answer: (response: ServerResponse) => void): Promise<unknown> {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  closeAfterTest(async () => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new ApiClient(`http://127.0.0.1:${port}/jobs/`).send('config').catch((error: unknown) => error);
}

describe('ApiClient', () => {
  it('gives what the API answers', async () => {
    expect(await ask((response) => response.writeHead(200, JSON_TYPE).end('{"title":"Jobs"}'))).toEqual({
      title: 'Jobs',
    });
  });

  it.each([
    [403, JSON_TYPE, '{"code":"read_only"}', 'read_only'],
    [429, JSON_TYPE, '{"code":"ERR_TOO_FAST","message":"Slow down"}', 'too_many_requests'],
    [403, JSON_TYPE, '{"code":"toString"}', 'forbidden'],
    [500, JSON_TYPE, '{"code":', 'internal'],
    [401, { 'Content-Type': 'text/html' }, '<form>', 'unauthorized'],
    [502, { 'Content-Type': 'text/html' }, 'Bad gateway', 'store_unavailable'],
    [200, { 'Content-Type': 'text/html' }, '<form>', 'unreadable'],
    [200, JSON_TYPE, '{"title":', 'unreadable'],
  ])('takes %i %j %s for %s', async (status, headers, body, code) => {
    const error = await ask((response) => response.writeHead(status, headers).end(body));
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code });
  });

  it('takes an answer that is cut for none', async () => {
    const error = await ask((response) => {
      response.writeHead(200, { ...JSON_TYPE, 'Content-Length': '1000' }).write('{"title":', () => {
        response.destroy();
      });
    });
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ code: 'offline' });
  });
});

describe('problemText', () => {
  const t: Translate = (key, values = {}) => `${key}(${values.field}|${values.allowed})`;
  const textOf = (params: Problem['params']) =>
    problemText(new RequestError('invalid_request', { params } as Problem), t).remedy;

  it('names the field, or says what the engine says, but never nothing of either in a sentence', () => {
    expect(textOf({ field: 'limit', allowed: '1 to 9' })).toBe(
      'problem.invalid_request.remedy(limit|1 to 9)',
    );
    expect(textOf({ message: 'pause: until must be in the future' })).toBe(
      'pause: until must be in the future',
    );
    expect(textOf({})).toBe('');
  });
});

describe('pauseEnd', () => {
  const now = Date.parse('2026-11-22T12:00');

  it('counts from the clock of the server, by which a moment must be to come', () => {
    expect(pauseEnd('', '', now)).toBeNull();
    expect(pauseEnd('60000', '', now)).toBe(now + 60_000);
    expect(pauseEnd('at', '', now)).toBe('unknown');
    expect(pauseEnd('at', '2026-11-22T12:01', now)).toBe(now + 60_000);
    expect(pauseEnd('at', '2026-11-22T12:00', now)).toBe('past');
    expect(pauseEnd('at', '2001-01-01T00:00', now)).toBe('past');
  });
});
