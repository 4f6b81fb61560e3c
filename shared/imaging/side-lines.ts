/** A straight side: its distance from the axis in row `t`, and how much that grows a row. */
export type SideLine = { readonly at: (t: number) => number; readonly slope: number };
/** The straight line (least squares) through the half widths of `count` rows from row `from` on. */
export type FitSide = (from: number, count: number) => SideLine | undefined;

/** Of the rows asked for so many must exist; fewer than this are no line. */
const leastShare = 1 / 3;
const leastRows = 4;

/** Prepares lines through any rows of `halfWidth` (pixels a row) at the cost of a few sums each; none where rows lack. */
export function prepareSideLines(halfWidth: Float64Array): FitSide {
  const sums = new Float64Array(halfWidth.length + 1);
  const moments = new Float64Array(halfWidth.length + 1);
  for (const [t, width] of halfWidth.entries()) {
    sums[t + 1] = (sums[t] ?? 0) + width;
    moments[t + 1] = (moments[t] ?? 0) + t * width;
  }
  return (from, count) => {
    const first = Math.round(from);
    const end = Math.min(halfWidth.length, Math.round(from + count));
    const rows = end - first;
    if (rows < leastRows || rows < leastShare * count) return undefined;
    const middle = (first + end - 1) / 2;
    const mean = ((sums[end] ?? 0) - (sums[first] ?? 0)) / rows;
    const moment = (moments[end] ?? 0) - (moments[first] ?? 0);
    // The sum of the squares of `rows` whole numbers about their middle.
    const spread = (rows * (rows * rows - 1)) / 12;
    const slope = (moment - rows * middle * mean) / spread;
    return { at: (t) => mean + slope * (t - middle), slope };
  };
}
