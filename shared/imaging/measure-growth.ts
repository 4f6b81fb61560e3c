import { dilate } from './morphology.ts';
import { countSet } from './raster.ts';
import type { SeenProduct } from './see-product.ts';

/** An edge that is off by so much, as a share of u, is no growth. */
const edgeU = 0.01;

/**
 * What a plate shows of the product beyond its edge, as a share of the product: the sum of the network's probabilities
 * outside of the product grown by 1 % of u, less the same of the control. Below 0 where the control shows more; 0 where
 * there is no product.
 */
export function measureGrowth({ plate, control, own, uCells }: SeenProduct): number {
  const near = dilate(own, Math.max(1, Math.round(edgeU * uCells)));
  const area = countSet(own);
  let beyond = 0;
  for (let i = 0; i < plate.length; i++) {
    if (near.data[i] === 0) beyond += (plate[i] ?? 0) - (control[i] ?? 0);
  }
  return area === 0 ? 0 : beyond / area;
}
