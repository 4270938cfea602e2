const PATIENCE_MS = 1_200;

/** Makes shortcuts of one or two keys out of single ones. */
export class KeySequence {
  private first: { key: string; at: number } | null = null;

  constructor(private readonly isKnown: (keys: string) => boolean) {}

  /** The shortcut that this key completes, or `null`. */
  press(key: string, at: number): string | null {
    const before = this.first !== null && at - this.first.at <= PATIENCE_MS ? this.first.key : null;
    this.first = null;
    if (before !== null && this.isKnown(`${before} ${key}`)) {
      return `${before} ${key}`;
    }
    if (key === 'g') {
      this.first = { key, at };
      return null;
    }
    return this.isKnown(key) ? key : null;
  }
}
