import type { Contract, RouteName } from '../api/index.js';
import type { Viewer } from '../access/viewer.js';
import type { AuditDraft } from '../audit/audit-draft.js';
import { invalid } from '../http/problem.error.js';
import type { DashboardRequest } from '../http/request.js';
import { Input, requireId } from './input.js';

/** A request on its way to what answers it. */
export interface Call {
  request: DashboardRequest;
  viewer: Viewer;
  /** What the audit will say of an action. */
  audit: AuditDraft;
}

export type Handler<Name extends RouteName> = (call: Call) => Promise<Contract[Name]['response']>;

/** Answers to some routes. */
export type Handlers<Names extends RouteName> = { [Name in Names]: Handler<Name> };

export function queryOf({ request }: Call, known: readonly string[]): Input {
  return new Input({ ...request.query }, known);
}

export function bodyOf({ request }: Call, known: readonly string[]): Input {
  return new Input(request.body, known);
}

/** The `:id` of the path. */
export function idOf({ request }: Call): string {
  return requireId('id', request.params.id);
}

export function reasonOf(input: Input): string | undefined {
  return input.text('reason', 1_000);
}

/** Who acts and why, as the engine takes it. */
export function actionOf(call: Call, input: Input): { reason?: string; actor?: string } {
  const reason = reasonOf(input);
  const { actor } = call.viewer;
  call.audit.reason = reason ?? null;
  return { ...(reason === undefined ? {} : { reason }), ...(actor === null ? {} : { actor }) };
}

/** A time in the future or a delay, exactly one of the two. */
export function whenOf(input: Input): Date | number {
  const at = input.moment('at');
  const delay = input.whole('delayMs', 0, 36_525 * 86_400_000);
  if ((at === undefined) === (delay === undefined)) {
    throw invalid('at', 'either at or delayMs');
  }
  return at ?? delay!;
}
