import { findParts } from './connected-parts.ts';
import { dilate } from './morphology.ts';
import { countSet, maskWhere } from './raster.ts';
import type { SeenProduct } from './see-product.ts';

/** Nearer to the product than this, as a share of u, it is its own growth. */
const apartU = 0.05;
/** A second product is seen in the plate and not in the control. */
const seenProbability = 0.3;
const mostSeenAreas = 1.25;

/** How far from the product that is, in cells. */
export const apartCells = ({ uCells }: Pick<SeenProduct, 'uCells'>): number => Math.max(1, Math.round(apartU * uCells));

/**
 * The largest part of a plate that the network sees as product away from the product itself, further off than 5 % of u,
 * and that it does not see in the control, as a share of the product: 0 where there is none.
 */
export function measureSecondProduct({ plate, control, own, uCells }: SeenProduct): number {
  const near = dilate(own, apartCells({ uCells }));
  const isNew = (i: number) =>
    near.data[i] === 0 && (plate[i] ?? 0) >= seenProbability && (control[i] ?? 0) < seenProbability;
  const parts = findParts(maskWhere(own, isNew), 1);
  const area = countSet(own);
  return area === 0 ? 0 : Math.max(0, ...parts.map(({ pixels }) => pixels.length)) / area;
}

/**
 * Whether a look with the product hidden can be relied on. Where the network sees more than about one product's area in the
 * plate, it has taken the hidden place or the set for a product: in looks at 3 good plates it saw 1.8 to 2.5 times
 * the product's area, in those at second products at most 0.97 times (25 November 2026).
 */
export function isBesideClear({ plate, own }: SeenProduct): boolean {
  const seen = plate.reduce((sum, value) => sum + (value >= seenProbability ? 1 : 0), 0);
  return seen <= mostSeenAreas * countSet(own);
}
