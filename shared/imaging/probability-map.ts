import type { PixelBox, SizePx } from '../contracts/geometry.ts';

/** How likely product is, 0..1, on a grid of `grid` values laid over `region` of P. Outside it there is none. */
export type ProbabilityMap = {
  readonly probability: Float32Array;
  readonly grid: SizePx;
  readonly region: PixelBox;
};

/** What counts as product when it is framed: low, so that thin parts are not cut off. */
const framingProbability = 0.3;
/** Free space around the product in its frame, as a share of its longer side, and at least so many pixels of P. */
const framingMargin = 0.12;
const minFramingMarginPx = 8;

/** The map's values on another grid over another region of P, linear between its own; 0 outside its region. */
export function resampleMap({ probability, grid, region }: ProbabilityMap, to: PixelBox, size: SizePx): Float32Array {
  const out = new Float32Array(size.widthPx * size.heightPx);
  const across = makeSteps(to.leftPx, to.widthPx, size.widthPx, region.leftPx, region.widthPx, grid.widthPx);
  const down = makeSteps(to.topPx, to.heightPx, size.heightPx, region.topPx, region.heightPx, grid.heightPx);
  for (let y = 0; y < size.heightPx; y++) {
    const top = (down.from[y] ?? -1) * grid.widthPx;
    if (top < 0) continue;
    const bottom = (down.to[y] ?? 0) * grid.widthPx;
    const wy = down.weight[y] ?? 0;
    for (let x = 0; x < size.widthPx; x++) {
      const left = across.from[x] ?? -1;
      if (left < 0) continue;
      const right = across.to[x] ?? 0;
      const wx = across.weight[x] ?? 0;
      const upper = (probability[top + left] ?? 0) * (1 - wx) + (probability[top + right] ?? 0) * wx;
      const lower = (probability[bottom + left] ?? 0) * (1 - wx) + (probability[bottom + right] ?? 0) * wx;
      out[y * size.widthPx + x] = upper * (1 - wy) + lower * wy;
    }
  }
  return out;
}

/** For each of `count` values over one stretch the two values of another that it lies between; -1 outside that. */
function makeSteps(start: number, length: number, count: number, ofStart: number, ofLength: number, ofCount: number) {
  const from = new Int32Array(count).fill(-1);
  const to = new Int32Array(count);
  const weight = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const place = start + ((i + 0.5) * length) / count;
    if (place < ofStart || place > ofStart + ofLength) continue;
    const at = Math.min(ofCount - 1, Math.max(0, ((place - ofStart) * ofCount) / ofLength - 0.5));
    from[i] = Math.floor(at);
    to[i] = Math.min(ofCount - 1, Math.floor(at) + 1);
    weight[i] = at - Math.floor(at);
  }
  return { from, to, weight };
}

/** The product's box with a margin, in pixels of P and inside the map's region; null where nothing is likely. */
export function frameProduct({ probability, grid, region }: ProbabilityMap): PixelBox | null {
  let [left, right, top, bottom] = [grid.widthPx, 0, grid.heightPx, 0];
  for (let i = 0; i < probability.length; i++) {
    if ((probability[i] ?? 0) < framingProbability) continue;
    const x = i % grid.widthPx;
    const y = (i - x) / grid.widthPx;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  }
  if (right === 0) return null;
  const [scaleX, scaleY] = [region.widthPx / grid.widthPx, region.heightPx / grid.heightPx];
  const longSide = Math.max((right - left) * scaleX, (bottom - top) * scaleY);
  const margin = framingMargin * longSide + minFramingMarginPx;
  const leftPx = Math.max(0, Math.floor(left * scaleX - margin));
  const topPx = Math.max(0, Math.floor(top * scaleY - margin));
  const rightPx = Math.min(region.widthPx, Math.ceil(right * scaleX + margin));
  const bottomPx = Math.min(region.heightPx, Math.ceil(bottom * scaleY + margin));
  return {
    leftPx: region.leftPx + leftPx,
    topPx: region.topPx + topPx,
    widthPx: rightPx - leftPx,
    heightPx: bottomPx - topPx,
  };
}
