import sharp from 'sharp';
import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { PixelBox, SizePx } from '../contracts/geometry.ts';
import type { Placing } from '../contracts/plan.ts';
import { type Background, renderBackground } from './background.ts';
import { castShadow } from './cast-shadow.ts';
import { linearOfLevel } from './colour.ts';
import { erode } from './morphology.ts';
import { encodeMask, type LinearRaster, type Mask } from './raster.ts';
import { type PlacedCutout, resampleCutout } from './resample-product.ts';
import { encodeUnderpaint, type UnderpaintSource } from './underpaint.ts';

/**
 * So far inside its outline the product is painted over, in pixels of the plate: the soft edge still has some of the old
 * background, and a border that is kept would show as a fringe. What is painted there, finishing covers.
 */
const repaintedEdgePx = 3;
const productLevel = 128;
const opaque = 255;

/** What an engine paints around, and where: a 16-bit sRGB PNG, and an 8-bit grey one, 255 = painted, 0 = kept. */
export type UnderpaintAround = { readonly underpaint: Uint8Array; readonly mask: Uint8Array };

/**
 * A set laid out with the product in its place and its shadow on the set, as finishing would draw it, as the start of an
 * engine that paints around the product. `cutout` is the stored one (PNG, straight alpha), `placing` its place on the
 * canvas and what of the set the canvas shows. The same bytes for the same input. The cutout is scaled while it is decoded,
 * so that a photo of any size takes little memory.
 */
export async function renderUnderpaintAround(
  source: UnderpaintSource,
  cutout: Uint8Array,
  placing: Placing,
  facts: Pick<AssetFacts, 'pose' | 'keySide'>,
): Promise<UnderpaintAround> {
  const background = backgroundOf(source);
  const [placed, empty] = await Promise.all([
    resampleCutout(sharp(cutout, { limitInputPixels: false }), placing.cut),
    renderBackground(background, placing),
  ]);
  const lit = await castShadow(background, empty, facts, placed, placing);
  const [underpaint, mask] = await Promise.all([
    encodeUnderpaint(layOver(lit, placed)),
    encodeMask(paintedAround(placed, placing)),
  ]);
  return { underpaint, mask: mask.bytes };
}

const backgroundOf = (source: UnderpaintSource): Exclude<Background, { kind: 'plain' | 'extend' }> =>
  'sweep' in source ? { kind: 'sweep', colour: source.sweep } : { kind: 'studio', ...source };

/** The cutout's colour over a background, mixed by the matte in linear light. Returns a new raster. */
function layOver({ data: behind, widthPx, heightPx }: LinearRaster, { cut, cutout }: PlacedCutout): LinearRaster {
  const data = behind.slice();
  for (const { from, to } of shownPixels({ widthPx, heightPx }, cut)) {
    const alpha = (cutout.data[4 * from + 3] ?? 0) / opaque;
    for (let channel = 0; channel < 3; channel++) {
      const product = linearOfLevel[cutout.data[4 * from + channel] ?? 0] ?? 0;
      data[3 * to + channel] = product * alpha + (behind[3 * to + channel] ?? 0) * (1 - alpha);
    }
  }
  return { data, widthPx, heightPx };
}

/** 255 everywhere but inside the product's outline, 3 px from it. The frame's edge is no outline. */
function paintedAround({ cut, cutout }: PlacedCutout, { widthPx, heightPx }: SizePx): Mask {
  const product = new Uint8Array(widthPx * heightPx);
  for (const { from, to } of shownPixels({ widthPx, heightPx }, cut)) {
    if ((cutout.data[4 * from + 3] ?? 0) >= productLevel) product[to] = opaque;
  }
  const kept = erode({ data: product, widthPx, heightPx }, repaintedEdgePx);
  return { ...kept, data: kept.data.map((level) => opaque - level) };
}

/** The pixels of a cut box that lie in the frame: their places in the box and in the frame, row by row. */
function* shownPixels({ widthPx, heightPx }: SizePx, cut: PixelBox): Generator<{ from: number; to: number }> {
  const [fromX, toX] = [Math.max(0, -cut.leftPx), Math.min(cut.widthPx, widthPx - cut.leftPx)];
  for (let y = Math.max(0, -cut.topPx); y < Math.min(cut.heightPx, heightPx - cut.topPx); y++) {
    for (let x = fromX; x < toX; x++) {
      yield { from: y * cut.widthPx + x, to: (y + cut.topPx) * widthPx + x + cut.leftPx };
    }
  }
}
