import { Inject, Injectable } from '@nestjs/common';
import { JobStore } from '../../store/index.js';
import { whileAwaited } from '../../utils/index.js';
import { viewerOf } from '../access/viewer.js';
import { ROUTES, type ActionName, type RouteName } from '../api/index.js';
import { AuditDraft } from '../audit/audit-draft.js';
import { Audit } from '../audit/audit.js';
import { HANDLERS } from '../dashboard.tokens.js';
import type { Call } from '../input/call.js';
import { StreamHub } from '../stream/stream-hub.js';
import { ProblemError } from './problem.error.js';
import type { DashboardRequest } from './request.js';
import { Responder } from './responder.js';
import { toProblem } from './to-problem.js';

/** A database that neither answers nor fails is given up, in ms. */
const PATIENCE = 20_000;

type AnyHandler = (call: Call) => Promise<unknown>;

/** Hands each request to what answers it, and writes in the audit what it has done. */
@Injectable()
export class ApiRouter {
  private readonly handlers: Map<string, AnyHandler>;

  constructor(
    @Inject(HANDLERS) owners: object[],
    @Inject(JobStore) private readonly store: JobStore,
    private readonly streams: StreamHub,
    private readonly audit: Audit,
    private readonly responder: Responder,
  ) {
    this.handlers = new Map(
      Object.keys(ROUTES).flatMap((name) => {
        const owner = (owners as Record<string, AnyHandler>[]).find(
          (each) => typeof each[name] === 'function',
        );
        return owner ? [[name, (call: Call) => owner[name]!(call)] as const] : [];
      }),
    );
  }

  async answer(name: RouteName, request: DashboardRequest, response: unknown): Promise<void> {
    const call = { request, viewer: viewerOf(request), audit: new AuditDraft() };
    if (name === 'stream') {
      return this.responder.events(response, this.streams.open(call));
    }
    const handler = this.handlers.get(name)!;
    const body =
      ROUTES[name].method === 'POST'
        ? await this.act(name as ActionName, handler, call)
        : await inTime((signal) => whileAwaited(signal, () => handler(call)));
    this.responder.json(response, body);
  }

  private async act(name: ActionName, handler: AnyHandler, call: Call): Promise<unknown> {
    const { audit, viewer } = call;
    try {
      const body = await inTime(() => handler(call));
      await this.audit.record(name, viewer.actor, audit, null);
      return body;
    } catch (error) {
      const problem = toProblem(error, this.store);
      await this.audit.record(name, viewer.actor, audit, problem);
      throw problem;
    }
  }
}

/** Work that is late goes on unheeded; it is told by the signal. */
async function inTime(work: (late: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new ProblemError('query_timeout')), PATIENCE).unref();
  const late = new Promise<never>((_, reject) =>
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason as ProblemError)),
  );
  try {
    return await Promise.race([work(stop.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
