import { sha256Hex } from '../../../shared/contracts/ids.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { encodeVariant } from '../../../shared/imaging/encode-variant.ts';
import { maskRasters } from '../../../shared/imaging/mask-steps.ts';
import { measureLoss } from '../../../shared/imaging/measure-loss.ts';
import { assembleProduct } from '../../../shared/imaging/prepare-product.ts';
import type { Raster } from '../../../shared/imaging/raster.ts';
import { readPicture } from '../../../shared/imaging/read-picture.ts';
import { type PlacedProduct, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { type Finished, noNetwork } from '../cli/finished-files.ts';

/** How far a forger goes: the file alone; its hash in the receipt too; or every measure as well. */
export type Effort = 'file' | 'hash' | 'measures';

/** A finished file with its picture changed and encoded anew as it was, and a receipt that is forged to go with it. */
export async function forge(
  finished: Finished,
  change: (picture: Raster, placed: PlacedProduct) => Raster,
  effort: Effort,
): Promise<Finished> {
  const { photoBytes, matteBytes, receipt } = finished;
  const masked = await maskRasters({ photoBytes, givenMatteBytes: matteBytes, segmenter: noNetwork });
  const product = assembleProduct(masked.p, masked.cutout, masked.facts.cutBox);
  const placed = await resampleProduct(product, receipt.placing.cut);
  const { raster } = await readPicture(finished.variantBytes);
  // A copy: sharp's buffers share their memory with their slices.
  const copy = { ...raster, data: new Uint8Array(raster.data) };
  const { bytes } = await encodeVariant(change(copy, placed), receipt.file, receipt);
  if (effort === 'file') return { ...finished, variantBytes: bytes };
  const file = { ...receipt.file, sha256: sha256Hex(bytes), bytes: bytes.length };
  if (effort === 'hash') return { ...finished, variantBytes: bytes, receipt: { ...receipt, file } };
  const loss = measureLoss((await readPicture(bytes)).raster, placed.p, placed);
  const interior: Receipt['interior'] = { ...receipt.interior, ...loss };
  return { ...finished, variantBytes: bytes, receipt: { ...receipt, file, interior } };
}
