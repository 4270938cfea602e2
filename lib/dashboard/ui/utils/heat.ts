/** 0 for none, then 1 to 4 by its share of the most, on a scale on which few are seen beside many. */
export function heat(count: number, most: number): 0 | 1 | 2 | 3 | 4 {
  if (count <= 0) {
    return 0;
  }
  return Math.min(4, 1 + Math.floor((Math.log(count + 1) / Math.log(most + 1)) * 3.99)) as 1 | 2 | 3 | 4;
}
