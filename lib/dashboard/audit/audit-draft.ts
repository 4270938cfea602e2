import type { AuditEntry, AuditTargetKind } from '../api/index.js';

export interface AuditTarget {
  kind: AuditTargetKind;
  id: string;
  /** How it ended for this one, if not as the whole. */
  result?: AuditEntry['result'];
  code?: string;
}

/** What an action is about to do, for the audit; a line for each target. */
export class AuditDraft {
  readonly targets: AuditTarget[] = [];
  reason: string | null = null;
  params: AuditEntry['params'] = {};
  /** Nothing was to be changed. */
  isDryRun = false;

  about(kind: AuditTargetKind, ...ids: string[]): void {
    this.targets.push(...ids.map((id) => ({ kind, id })));
  }

  /** How it ended for one of several. */
  ended(id: string, result: AuditEntry['result'], code: string): void {
    const target = this.targets.find((each) => each.id === id);
    if (target) {
      Object.assign(target, { result, code });
    }
  }
}
