/** What makes a pause again as it was. */
export function samePause({ until, reason }: { until: string | null; reason: string | null }): {
  until?: string;
  reason?: string;
} {
  return { until: until ?? undefined, reason: reason ?? undefined };
}
