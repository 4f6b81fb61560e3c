import type { PlateMeasures } from '../contracts/plate-measures.ts';
import { measureGrowth } from './measure-growth.ts';
import { apartCells, isBesideClear, measureSecondProduct } from './measure-second-product.ts';
import type { Mask, Raster } from './raster.ts';
import { seeBesideProduct, seeProduct } from './see-product.ts';
import type { Segmenter } from './segment-product.ts';

/**
 * What became of a product that the engine saw: growth, and the larger second product of a look at the whole plate and,
 * where it can be relied on, one with the product hidden. Inputs as seeProduct.
 * @throws IMAGE_SIZE_MISMATCH where the sizes differ; MODEL_NOT_USABLE as the segmenter.
 */
export async function measureProducts(
  plate: Raster,
  control: Raster,
  kept: Mask | null,
  segmenter: Segmenter,
): Promise<Pick<PlateMeasures, 'growth' | 'secondProduct'>> {
  const seen = await seeProduct(plate, control, kept, segmenter);
  const beside = await seeBesideProduct(plate, control, seen, apartCells(seen), segmenter);
  const besideIt = isBesideClear(beside) ? measureSecondProduct(beside) : 0;
  return { growth: measureGrowth(seen), secondProduct: Math.max(measureSecondProduct(seen), besideIt) };
}
