import type { PixelBox } from '../contracts/geometry.ts';
import type { MatteMeasures } from '../contracts/matte-quality.ts';
import { dilate, erode } from './morphology.ts';
import { type ProbabilityMap, resampleMap } from './probability-map.ts';
import { type Mask, maskWhere, openMask } from './raster.ts';
import type { ProductGuess } from './segment-product.ts';

const opaque = 255;
const half = 0.5;
const unsure = 0.1;
const sure = 0.9;
/** Openings are taken out down to 0.02; this is far below any edge that only moved. */
const taken = 0.3;
/** So far from the outline, in pixels of the network, nothing should be in doubt. */
const awayPx = 5;

/** What the network saw, and what of it was put right by the backdrop's model: the guess that the matte follows. */
export type CorrectedGuess = ProductGuess & { readonly corrected: ProbabilityMap };

type LookMeasures = Pick<
  MatteMeasures,
  'bandPx' | 'insideDoubt' | 'outsideDoubt' | 'looksDiffer' | 'matteDiffers' | 'openedShare'
>;

/** How sure the network is, and how far its two looks, and its guess and the matte (of the photo's size), agree. */
export async function measureLooks({ best, whole, corrected }: CorrectedGuess, matte: Mask): Promise<LookMeasures> {
  const side = best.grid.widthPx;
  const seen = maskWhere(best.grid, (i) => (best.probability[i] ?? 0) >= half);
  const inside = erode(seen, awayPx);
  const around = dilate(seen, awayPx);
  const outline = erode(seen, 1);
  let [area, outlinePx, band, insidePx, insideUnsure, outside] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < seen.data.length; i++) {
    const p = best.probability[i] ?? 0;
    if (seen.data[i] === opaque) area++;
    if (seen.data[i] === opaque && outline.data[i] !== opaque) outlinePx++;
    if (p > unsure && p < sure) band++;
    if (inside.data[i] === opaque) insidePx++;
    if (inside.data[i] === opaque && p < sure) insideUnsure++;
    if (around.data[i] !== opaque) outside += p > unsure ? p : 0;
  }
  const guess = resampleMap(corrected, best.region, best.grid);
  const followed = maskWhere(best.grid, (i) => (guess[i] ?? 0) >= half);
  const opened = guess.reduce((count, p, i) => count + (p < taken && seen.data[i] === opaque ? 1 : 0), 0);
  const cut = await shrinkMatte(matte, best.region, side);
  return {
    bandPx: band / Math.max(1, outlinePx),
    insideDoubt: insideUnsure / Math.max(1, insidePx),
    outsideDoubt: outside / Math.max(1, area),
    looksDiffer: difference(seen, sampleLook(whole, best.region, side), reachOf(whole.region, best.region)),
    matteDiffers: difference(followed, cut, 1),
    openedShare: opened / Math.max(1, area),
  };
}

/** One pixel of the coarser look in pixels of the finer one. */
const reachOf = (coarse: PixelBox, fine: PixelBox): number =>
  Math.max(1, Math.ceil(Math.max(coarse.widthPx / fine.widthPx, coarse.heightPx / fine.heightPx)));

/** A look's product (at least a half) as seen on the grid of another region. */
function sampleLook({ probability, region, grid }: ProbabilityMap, over: PixelBox, side: number): Mask {
  const own = grid.widthPx;
  const place = (at: number, start: number, length: number, from: number, size: number): number =>
    Math.min(own - 1, Math.max(0, Math.floor(((start + ((at + half) * length) / side - from) / size) * own)));
  const data = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    const row = place(y, over.topPx, over.heightPx, region.topPx, region.heightPx);
    for (let x = 0; x < side; x++) {
      const column = place(x, over.leftPx, over.widthPx, region.leftPx, region.widthPx);
      data[y * side + x] = (probability[row * own + column] ?? 0) >= half ? opaque : 0;
    }
  }
  return { data, widthPx: side, heightPx: side };
}

async function shrinkMatte(matte: Mask, region: PixelBox, side: number): Promise<Mask> {
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = region;
  const view = openMask(matte).extract({ left, top, width, height });
  const levels = await view.resize(side, side, { fit: 'fill', kernel: 'linear' }).toColourspace('b-w').raw().toBuffer();
  return { data: levels.map((level) => (level > opaque / 2 ? opaque : 0)), widthPx: side, heightPx: side };
}

/** What only one of two masks calls product, farther than `reachPx` from the other's; as a share of both together. */
function difference(a: Mask, b: Mask, reachPx: number): number {
  const [nearA, nearB] = [dilate(a, reachPx), dilate(b, reachPx)];
  let [different, either] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const [inA, inB] = [a.data[i] === opaque, b.data[i] === opaque];
    if (inA || inB) either++;
    if ((inA && nearB.data[i] !== opaque) || (inB && nearA.data[i] !== opaque)) different++;
  }
  return different / Math.max(1, either);
}
