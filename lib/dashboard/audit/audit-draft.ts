import type { AuditEntry, AuditTargetKind } from '../api/index.js';
import { ProblemError } from '../http/problem.error.js';

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
  private isClosed = false;

  about(kind: AuditTargetKind, ...ids: string[]): void {
    this.targets.push(...ids.map((id) => ({ kind, id })));
  }

  /**
   * Does something to the targets, or to one of them; `false` says that nothing was done. How it ends is
   * not known until then, and what is read afterwards, for the answer, changes nothing about it.
   * @throws {ProblemError} `query_timeout` when the audit is written by now: nothing happens behind its back.
   */
  async deed<Result>(work: () => Promise<Result>, id?: string): Promise<Result> {
    if (this.isClosed) {
      throw new ProblemError('query_timeout');
    }
    const targets = this.targets.filter((each) => id === undefined || each.id === id);
    const mark = (result?: AuditEntry['result']) => targets.forEach((each) => (each.result = result));
    mark('unknown');
    try {
      const done = await work();
      mark(done === false ? undefined : 'done');
      return done;
    } catch (error) {
      mark(undefined);
      throw error;
    }
  }

  /** What was done has a name now. */
  became(kind: AuditTargetKind, id: string): void {
    this.targets.splice(0, this.targets.length, { kind, id, result: 'done' });
  }

  /** How it ended for one of several. */
  ended(id: string, result: AuditEntry['result'], code: string): void {
    const target = this.targets.find((each) => each.id === id);
    if (target) {
      Object.assign(target, { result, code });
    }
  }

  /** From now on nothing more is done. */
  close(): void {
    this.isClosed = true;
  }
}
