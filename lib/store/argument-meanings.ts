/** What a text that is searched for in arguments may stand for: itself, a number, `true`, a BigInt or a moment. */
export function meaningsOf(text: string): unknown[] {
  return [
    text,
    ...(/^(-?(0|[1-9]\d{0,14})(\.\d{1,15})?|true|false|null)$/.test(text)
      ? [JSON.parse(text) as unknown]
      : []),
    ...(/^(0|-?[1-9]\d*)$/.test(text) ? [BigInt(text)] : []),
    ...(isMoment(text) ? [new Date(text)] : []),
  ];
}

/** As it is shown. */
function isMoment(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString() === text;
}
