import type { PixelBox } from '../contracts/geometry.ts';
import { labOfLevels } from './delta-e.ts';
import { type Mask, openMask, openRaster, type Raster } from './raster.ts';

/** Longest side of a view: what is measured on it are areas and colours, not edges. */
const viewPx = 256;
/** How much of the surroundings it shows on each side, as a share of u. */
const marginShare = 0.35;

/**
 * The product and its surroundings, small: `lab` is L, a, b for each pixel, row by row; `matte` 0..255; `region` is
 * what of P it shows.
 */
export type LabView = {
  readonly lab: Float32Array;
  readonly matte: Mask;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly region: PixelBox;
};

/** The view of P around the product's box. */
export async function makeLabView(p: Raster, matte: Mask, box: PixelBox): Promise<LabView> {
  const region = surround(box, p);
  const { leftPx: left, topPx: top, widthPx: width, heightPx: height } = region;
  const scale = Math.min(1, viewPx / Math.max(width, height));
  const [w, h] = [Math.max(2, Math.round(width * scale)), Math.max(2, Math.round(height * scale))];
  const small = (picture: ReturnType<typeof openRaster>) =>
    picture.extract({ left, top, width, height }).resize(w, h, { fit: 'fill', kernel: 'linear' });
  const [rgb, alpha] = await Promise.all([
    small(openRaster(p)).raw().toBuffer(),
    small(openMask(matte)).toColourspace('b-w').raw().toBuffer(),
  ]);
  const lab = new Float32Array(3 * w * h);
  for (let at = 0; at < lab.length; at += 3) lab.set(labOfLevels(rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0), at);
  return { lab, matte: { data: alpha, widthPx: w, heightPx: h }, widthPx: w, heightPx: h, region };
}

/** The longest side of a box of P in the view's own pixels. */
export const longestSideOf = ({ widthPx, region }: LabView, box: PixelBox): number =>
  (widthPx / region.widthPx) * Math.max(box.widthPx, box.heightPx);

function surround(box: PixelBox, { widthPx, heightPx }: Raster): PixelBox {
  const margin = Math.ceil(marginShare * Math.max(box.widthPx, box.heightPx));
  const leftPx = Math.max(0, box.leftPx - margin);
  const topPx = Math.max(0, box.topPx - margin);
  const rightPx = Math.min(widthPx, box.leftPx + box.widthPx + margin);
  const bottomPx = Math.min(heightPx, box.topPx + box.heightPx + margin);
  return { leftPx, topPx, widthPx: rightPx - leftPx, heightPx: bottomPx - topPx };
}
