import type { Mask } from '../../shared/imaging/raster.ts';

const halfOpaque = 128;

/** The overlap (intersection over union, 0..1) of what two mattes of one size show at 128 or more. */
export function matteOverlap({ data: a }: Mask, { data: b }: Mask): number {
  let [both, either] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const inA = (a[i] ?? 0) >= halfOpaque;
    const inB = (b[i] ?? 0) >= halfOpaque;
    if (inA && inB) both++;
    if (inA || inB) either++;
  }
  return either === 0 ? 0 : both / either;
}
