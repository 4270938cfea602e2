/** The page that was asked for, of rows that were read with one more than fit: `next` is the cursor of the page after it. */
export function pageOf<Row extends { id: string }>(
  rows: Row[],
  limit: number,
): { shown: Row[]; next: string | null } {
  const shown = rows.slice(0, limit);
  return { shown, next: rows.length > limit ? shown.at(-1)!.id : null };
}
