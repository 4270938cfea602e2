import { useRef } from 'react';

/** How many rows are new, gone or different in the later list. */
export function countChanges<Row>(
  before: Row[],
  after: Row[],
  keyOf: (row: Row) => string,
  seen: (row: Row) => string,
) {
  const old = new Map(before.map((row) => [keyOf(row), seen(row)]));
  const appearing = after.filter((row) => old.get(keyOf(row)) !== seen(row)).length;
  const keys = new Set(after.map(keyOf));
  const leaving = before.filter((row) => !keys.has(keyOf(row))).length;
  return Math.max(appearing, leaving);
}

/** The latest answer; while `isFrozen`, the one from before, so that no row moves under the pointer. */
export function useFrozen<Answer>(latest: Answer, isFrozen: boolean): { shown: Answer; refresh: () => void } {
  const shown = useRef(latest);
  if (!isFrozen) {
    shown.current = latest;
  }
  return {
    shown: shown.current,
    refresh: () => {
      shown.current = latest;
    },
  };
}
