/**
 * The end of a pause, from what is chosen: none, a span in ms, or a moment (`at`) as `datetime-local` writes it.
 * `null`: until somebody resumes it; `unknown`: the moment is not written yet.
 */
export function pauseEnd(choice: string, local: string, now: number): number | 'unknown' | 'past' | null {
  if (choice !== 'at') {
    return choice === '' ? null : now + Number(choice);
  }
  const at = Date.parse(local);
  if (Number.isNaN(at)) {
    return 'unknown';
  }
  return at > now ? at : 'past';
}
