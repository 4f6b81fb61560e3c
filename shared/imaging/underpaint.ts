import sharp from 'sharp';
import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import { toEncoded } from './colour.ts';
import { renderSweep } from './sweep.ts';

const maxLevel16 = 65_535;
const tableSteps = 1 << 14;
const levels16 = Uint16Array.from({ length: tableSteps + 1 }, (_, step) =>
  Math.round(maxLevel16 * toEncoded(step / tableSteps)),
);
/** The underpaint is stored once a plate shape: level 2 with filters halves it for 60 ms a megapixel. */
const png16 = { compressionLevel: 2, adaptiveFiltering: true } as const;

/**
 * A set laid out as an engine's start: `rect` (in u) of it as a 16-bit sRGB PNG of `size`, the same bytes for the same
 * input, because its hash is part of the plate's id.
 */
export async function renderUnderpaint(
  set: { readonly sweep: string },
  rect: UnitRect,
  size: SizePx,
): Promise<Uint8Array> {
  const { data } = renderSweep(set.sweep, rect, size);
  const encoded = new Uint16Array(data.length);
  for (let at = 0; at < data.length; at++) {
    encoded[at] = levels16[Math.round((data[at] ?? 0) * tableSteps)] ?? maxLevel16;
  }
  const raw = { width: size.widthPx, height: size.heightPx, channels: 3, premultiplied: false } as const;
  return sharp(encoded, { raw, limitInputPixels: false }).toColourspace('rgb16').png(png16).toBuffer();
}
