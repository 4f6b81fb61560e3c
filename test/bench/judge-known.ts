import type { PixelBox } from '../../shared/contracts/geometry.ts';
import type { PlateMeasures } from '../../shared/contracts/plate-measures.ts';
import { measureHalo } from '../../shared/imaging/measure-halo.ts';
import { measureProducts } from '../../shared/imaging/measure-products.ts';
import { measureSeam } from '../../shared/imaging/measure-seam.ts';
import { measureSharpness } from '../../shared/imaging/measure-sharpness.ts';
import { measureSurfaceLine } from '../../shared/imaging/measure-surface-line.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import type { KnownPlate } from './known-plates.ts';

/** The measures of a known plate of which the box `keep` was painted first; layout agreement is what made it known as good. */
export async function judgeKnown(known: KnownPlate, keep: PixelBox, segmenter: Segmenter): Promise<PlateMeasures> {
  const { plate, control, kept } = known;
  return {
    layoutAgreement: 'notApplicable',
    surfaceLine: await measureSurfaceLine(plate, control, kept),
    sharpness: measureSharpness(plate),
    seam: judgeBorders(known, keep),
    ...(await measureProducts(plate, control, kept, segmenter)),
  };
}

/** How much a known plate's borders show: that of the box, and that of the mask. */
export function judgeBorders({ plate, kept }: KnownPlate, keep: PixelBox): number {
  const seams = [measureSeam(plate, keep), measureHalo(plate, kept)];
  return Math.max(1, ...seams.filter((seam) => seam !== 'notApplicable'));
}
