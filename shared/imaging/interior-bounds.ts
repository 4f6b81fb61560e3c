import type { Measures } from '../contracts/receipt.ts';
import type { Product } from './prepare-product.ts';
import type { PlacedProduct } from './resample-product.ts';

/** The bounds of docs/imaging.md, Product pixels. */
export const minPsnrDb = 35;
export const maxDeltaEMean = 1.5;
export const maxDeltaEP99 = 6;
export const minInteriorShare = 0.85;
/**
 * Thin goods cannot reach 0.85. They have the most that their shape allows where nothing inside the soft edge is haze
 * (Product.hazeShare = 0). Mattes that people would use have up to 0.039; those that are wrong, or blurred by 2 px and
 * thin, 0.078 and more (24 November 2026).
 */
export const maxHazeShare = 0.05;

/** Whether encoding changed the product's interior further than anybody may see. */
export const isLossTooHigh = ({
  psnrDb,
  deltaEMean,
  deltaEP99,
}: Pick<Measures['interior'], 'psnrDb' | 'deltaEMean' | 'deltaEP99'>): boolean =>
  (psnrDb ?? Number.POSITIVE_INFINITY) < minPsnrDb || deltaEMean > maxDeltaEMean || deltaEP99 > maxDeltaEP99;

/** Whether too little of the product is interior, and not because of its shape. */
export const isShareLow = ({ interiorShare }: PlacedProduct, { hazeShare }: Product): boolean =>
  interiorShare < minInteriorShare && hazeShare > maxHazeShare;

/** The interior's share as receipts hold it. */
export const roundShare = (share: number): number => Math.round(share * 10_000) / 10_000;
