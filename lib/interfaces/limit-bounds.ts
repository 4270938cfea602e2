/** More jobs than this at once, or starts in one stretch of time, are not counted one by one. */
export const MAX_LIMIT = 100_000;
/** The longest stretch of time in which starts are counted, in ms. */
export const LONGEST_PERIOD = 31 * 86_400_000;
