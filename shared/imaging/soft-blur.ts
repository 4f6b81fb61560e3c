/** One channel of floats, row by row. */
export type Field = { readonly data: Float32Array; readonly width: number; readonly height: number };

const passes = 3;

/**
 * A Gaussian blur in three box passes (Wells, PAMI 1986), sigma in pixels for each axis; outside counts as 0. Returns a
 * new field. Error against the true Gaussian is about 3 % of its peak, which a shadow never shows.
 */
export function softBlur(field: Field, sigmaX: number, sigmaY: number): Field {
  let { data } = field;
  for (const radius of boxRadii(sigmaX)) data = boxRows(data, field.width, field.height, radius);
  for (const radius of boxRadii(sigmaY)) data = boxColumns(data, field.width, field.height, radius);
  return { ...field, data };
}

/** Radii of the boxes whose joint variance comes nearest to sigma squared. */
function boxRadii(sigma: number): number[] {
  const ideal = Math.sqrt((12 * sigma * sigma) / passes + 1);
  const low = Math.max(0, Math.floor((ideal - 1) / 2));
  const lowWidth = 2 * low + 1;
  const lowCount = Math.round(
    (12 * sigma * sigma - passes * (lowWidth * lowWidth + 4 * lowWidth + 3)) / (-4 * lowWidth - 4),
  );
  return Array.from({ length: passes }, (_, pass) => (pass < lowCount ? low : low + 1));
}

function boxRows(data: Float32Array, width: number, height: number, radius: number): Float32Array {
  if (radius === 0) return data;
  const out = new Float32Array(data.length);
  for (let y = 0; y < height; y++) slide(data, out, y * width, 1, width, radius);
  return out;
}

function boxColumns(data: Float32Array, width: number, height: number, radius: number): Float32Array {
  if (radius === 0) return data;
  const out = new Float32Array(data.length);
  for (let x = 0; x < width; x++) slide(data, out, x, width, height, radius);
  return out;
}

/** Running mean over 2 radius + 1 values along one line. */
function slide(
  from: Float32Array,
  to: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  const share = 1 / (2 * radius + 1);
  let sum = 0;
  for (let at = 0; at < Math.min(radius, length); at++) sum += from[start + at * step] ?? 0;
  for (let at = 0; at < length; at++) {
    if (at + radius < length) sum += from[start + (at + radius) * step] ?? 0;
    if (at - radius > 0) sum -= from[start + (at - radius - 1) * step] ?? 0;
    to[start + at * step] = sum * share;
  }
}
