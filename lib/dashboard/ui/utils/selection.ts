/** Rows that were picked one by one, or all that match but for some. */
export interface RowSelection {
  mode: 'some' | 'all';
  /** The picked ones, or with `all` those that are left out. */
  ids: ReadonlySet<string>;
  /** Where a range begins that is picked with Shift. */
  anchor: string | null;
}

export const NO_SELECTION: RowSelection = { mode: 'some', ids: new Set(), anchor: null };

export function isSelected({ mode, ids }: RowSelection, id: string): boolean {
  return ids.has(id) === (mode === 'some');
}

export function isEmpty({ mode, ids }: RowSelection): boolean {
  return mode === 'some' && ids.size === 0;
}

/** One row, or with `isRange` everything from the anchor to it, as `visible` shows them. */
export function toggle(
  selection: RowSelection,
  id: string,
  visible: string[],
  isRange = false,
): RowSelection {
  const from = selection.anchor === null ? -1 : visible.indexOf(selection.anchor);
  const to = visible.indexOf(id);
  const range =
    isRange && from !== -1 && to !== -1 ? visible.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
  return { ...setAll(selection, range, !isSelected(selection, id)), anchor: id };
}

export function togglePage(selection: RowSelection, visible: string[]): RowSelection {
  return setAll(selection, visible, !visible.every((id) => isSelected(selection, id)));
}

export function selectAllMatching(): RowSelection {
  return { mode: 'all', ids: new Set(), anchor: null };
}

function setAll(selection: RowSelection, rows: string[], isOn: boolean): RowSelection {
  const ids = new Set(selection.ids);
  for (const id of rows) {
    if (isOn === (selection.mode === 'some')) {
      ids.add(id);
    } else {
      ids.delete(id);
    }
  }
  return { ...selection, ids };
}
