/** Whether an error says of itself that trying again cannot help. Whatever it is, asking does not throw. */
export function isPermanent(error: unknown): boolean {
  try {
    return (error as { permanent?: unknown } | undefined | null)?.permanent === true;
  } catch {
    return false;
  }
}
