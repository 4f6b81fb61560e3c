/**
 * One side of a picture as lines that run into it: `lines` of them, one every `lineStep` values, the first beginning at
 * `start`; along a line the next pixel inwards is `inwardStep` values away. Three values a pixel.
 */
export type PictureSide = {
  readonly start: number;
  readonly lines: number;
  readonly lineStep: number;
  readonly inwardStep: number;
};
/** For each line and channel: the level at the very edge, and by how much it rises a pixel outwards. */
export type EdgeFit = { readonly level: Float32Array; readonly slope: Float32Array };

const channels = 3;

/**
 * What the picture comes to at one of its sides: the two halves of a strip `depthPx` deep, averaged across the strip and
 * over neighbouring lines (`reachLines` to each side), give the level at the edge and its slope.
 */
export function fitEdge(
  levels: ArrayLike<number>,
  { start, lines, lineStep, inwardStep }: PictureSide,
  depthPx: number,
  reachLines: number,
): EdgeFit {
  const half = Math.max(1, Math.floor(depthPx / 2));
  const outer = new Float32Array(lines * channels);
  const inner = new Float32Array(lines * channels);
  for (let line = 0; line < lines; line++) {
    for (let k = 0; k < 2 * half; k++) {
      const from = start + line * lineStep + k * inwardStep;
      const sum = k < half ? outer : inner;
      for (let c = 0; c < channels; c++) {
        sum[line * channels + c] = (sum[line * channels + c] ?? 0) + (levels[from + c] ?? 0) / half;
      }
    }
  }
  const [near, far] = [averageLines(outer, lines, reachLines), averageLines(inner, lines, reachLines)];
  const slope = near.map((value, i) => (value - (far[i] ?? 0)) / half);
  return { slope, level: near.map((value, i) => value + ((slope[i] ?? 0) * half) / 2) };
}

/** A running mean over 2 x reach + 1 lines, twice, which is nearly a bell; the first and last line stand for those beyond. */
export function averageLines(values: Float32Array, lines: number, reachLines: number): Float32Array {
  return [1, 2].reduce((current) => averageOnce(current, lines, reachLines), values);
}

function averageOnce(values: Float32Array, lines: number, reachLines: number): Float32Array {
  const out = new Float32Array(values.length);
  const at = (line: number, c: number) => values[Math.min(lines - 1, Math.max(0, line)) * channels + c] ?? 0;
  for (let c = 0; c < channels; c++) {
    let sum = 0;
    for (let line = -reachLines; line <= reachLines; line++) sum += at(line, c);
    for (let line = 0; line < lines; line++) {
      out[line * channels + c] = sum / (2 * reachLines + 1);
      sum += at(line + reachLines + 1, c) - at(line - reachLines, c);
    }
  }
  return out;
}
