/** A line through the values, and the area below it, from the left edge to the right. */
export function sparklinePath(
  values: number[],
  width: number,
  height: number,
): { line: string; area: string } {
  const top = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const points = values.map(
    (value, at) => `${round(at * step)} ${round(height - 1 - (value / top) * (height - 2))}`,
  );
  const line = points.length === 0 ? '' : `M${points.join('L')}`;
  return {
    line,
    area: line === '' ? '' : `${line}L${round((values.length - 1) * step)} ${height}L0 ${height}Z`,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
