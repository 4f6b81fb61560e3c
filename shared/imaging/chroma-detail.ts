import type { PixelBox } from '../contracts/geometry.ts';
import type { Raster } from './raster.ts';

/** A block of 2 x 2 pixels shares one chroma in 4:2:0; this many levels of Cb or Cr inside one are a visible loss. */
const visibleSpread = 40;
/**
 * Of 18 photos at 1080 x 1350 px, 4 hold more such blocks (0.06 to 0.4 %: vivid print, bright straps; the loss there is
 * 1.2 times smaller with the slower conversion), the others 0.007 % or less (24 November 2026).
 */
const minShare = 0.0005;
/** Rec. 601, scaled by 2^16: Cb and Cr need no rounding to whole levels here. */
const cb = { red: -11_059, green: -21_709, blue: 32_768 } as const;
const cr = { red: 32_768, green: -27_439, blue: -5_329 } as const;
const fixedPoint = 1 << 16;

/**
 * Whether a picture (sRGB, 8 bits) has saturated detail inside `box` that halved chroma blurs and darkens: thin vivid
 * print, bright edges. `box` is in pixels and may reach over the picture.
 */
export function hasFineChroma({ data, channels, widthPx, heightPx }: Raster, box: PixelBox): boolean {
  const fromX = Math.max(0, box.leftPx) & ~1;
  const fromY = Math.max(0, box.topPx) & ~1;
  const toX = Math.min(widthPx, box.leftPx + box.widthPx) - 1;
  const toY = Math.min(heightPx, box.topPx + box.heightPx) - 1;
  const row = widthPx * channels;
  let blocks = 0;
  let lost = 0;
  for (let y = fromY; y < toY; y += 2) {
    for (let x = fromX; x < toX; x += 2) {
      const at = y * row + x * channels;
      blocks++;
      if (spread(data, at, at + channels, at + row, at + row + channels) > visibleSpread * fixedPoint) lost++;
    }
  }
  return lost > minShare * blocks;
}

/** The larger of the spreads of Cb and Cr over four pixels, in levels times 2^16. */
function spread(data: Uint8Array, a: number, b: number, c: number, d: number): number {
  return Math.max(range(data, cb, a, b, c, d), range(data, cr, a, b, c, d));
}

type Weights = { readonly red: number; readonly green: number; readonly blue: number };

function range(data: Uint8Array, weights: Weights, a: number, b: number, c: number, d: number): number {
  const first = weigh(data, weights, a);
  const second = weigh(data, weights, b);
  const third = weigh(data, weights, c);
  const fourth = weigh(data, weights, d);
  return Math.max(first, second, third, fourth) - Math.min(first, second, third, fourth);
}

const weigh = (data: Uint8Array, { red, green, blue }: Weights, at: number): number =>
  red * (data[at] ?? 0) + green * (data[at + 1] ?? 0) + blue * (data[at + 2] ?? 0);
