import sharp from 'sharp';
import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import type { SetCrop } from '../contracts/plan.ts';
import { toEncoded } from './colour.ts';
import type { LinearRaster } from './raster.ts';
import { cropStage, type StudioStage, wholeCrop } from './studio-stage.ts';
import { renderSweep } from './sweep.ts';

const maxLevel16 = 65_535;
/** What a level of 8 bits is in 16. */
const levelWorth = 257;
const tableSteps = 1 << 14;
const levels16 = Uint16Array.from({ length: tableSteps + 1 }, (_, step) =>
  Math.round(maxLevel16 * toEncoded(step / tableSteps)),
);
/** The underpaint is stored once a plate shape: level 2 with filters halves it for 60 ms a megapixel. */
const png16 = { compressionLevel: 2, adaptiveFiltering: true } as const;

/** What is laid out: a paper sweep, or a crop of a studio set in a colour of its own. */
export type UnderpaintSource =
  | { readonly sweep: string }
  | { readonly stage: StudioStage; readonly crop: SetCrop; readonly tint: string | null };

/** A whole photo, P as it is stored. */
export type PhotoSource = { readonly photo: Uint8Array };

/**
 * What an engine starts from: `rect` (in u) of a sweep, its crop of a studio set, or the whole photo, as a 16-bit sRGB PNG
 * of `size`, the same bytes for the same input, because its hash is part of the plate's id.
 */
export async function renderUnderpaint(
  source: UnderpaintSource | PhotoSource,
  rect: UnitRect,
  size: SizePx,
): Promise<Uint8Array> {
  return 'photo' in source ? resizePhoto(source.photo, size) : encodeUnderpaint(await layOut(source, rect, size));
}

/** The photo in the kernel that finishing resamples it by, so that a plate goes on from what a picture shows. */
async function resizePhoto(photo: Uint8Array, size: SizePx): Promise<Uint8Array> {
  const { widthPx, heightPx } = size;
  const picture = sharp(photo, { limitInputPixels: false }).resize(widthPx, heightPx, {
    fit: 'fill',
    kernel: 'lanczos3',
  });
  return encodePng16(
    Uint16Array.from(await picture.raw().toBuffer(), (level) => level * levelWorth),
    size,
  );
}

/** Linear light as a 16-bit sRGB PNG. */
export function encodeUnderpaint({ data, ...size }: LinearRaster): Promise<Uint8Array> {
  const encoded = new Uint16Array(data.length);
  for (let at = 0; at < data.length; at++) {
    encoded[at] = levels16[Math.round((data[at] ?? 0) * tableSteps)] ?? maxLevel16;
  }
  return encodePng16(encoded, size);
}

function encodePng16(levels: Uint16Array, { widthPx, heightPx }: SizePx): Promise<Uint8Array> {
  const raw = { width: widthPx, height: heightPx, channels: 3, premultiplied: false } as const;
  return sharp(levels, { raw, limitInputPixels: false }).toColourspace('rgb16').png(png16).toBuffer();
}

async function layOut(source: UnderpaintSource, rect: UnitRect, size: SizePx): Promise<LinearRaster> {
  if ('sweep' in source) return renderSweep(source.sweep, rect, size);
  const { stage, crop, tint } = source;
  return cropStage(stage, wholeCrop(crop, stage), size, tint);
}
