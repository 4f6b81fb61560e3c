import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { AssetFacts } from '../../shared/contracts/asset-facts.ts';
import { maskRasters } from '../../shared/imaging/mask-steps.ts';
import { cropRaster, openRaster, type Raster } from '../../shared/imaging/raster.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import { listTruePhotos, readTrueProduct } from './true-products.ts';

const samplesFolder = join(import.meta.dirname, '../../samples/photos');
/** Plates show products smaller than this. */
const readPx = 1000;

/** A product to stand on plates: straight RGBA cropped to its box, and what planning knows of it. */
export type PlateProduct = { readonly name: string; readonly cutout: Raster; readonly facts: AssetFacts };

/** The sample photos, masked as the pipeline does it; then those of `folder` with known alpha, where it exists. */
export async function readPlateProducts(segmenter: Segmenter, folder?: string): Promise<PlateProduct[]> {
  const products: PlateProduct[] = [];
  for (const sku of (await readdir(samplesFolder)).sort()) {
    const size = { width: readPx, height: readPx, fit: 'inside' } as const;
    const photoBytes = await sharp(join(samplesFolder, sku, 'front.jpg'))
      .resize(size)
      .png()
      .toBuffer();
    const { cutout, facts } = await maskRasters({ photoBytes, givenMatteBytes: null, segmenter });
    products.push({ name: sku, cutout: cropToBox(cutout, facts), facts });
  }
  if (folder === undefined || !existsSync(folder)) return products;
  for (const name of listTruePhotos(folder)) {
    const photo = await readTrueProduct(folder, name);
    const photoBytes = await openRaster(photo.cutout).png().toBuffer();
    const { cutout, facts } = await maskRasters({ photoBytes, givenMatteBytes: null, segmenter });
    products.push({ name, cutout: cropToBox(cutout, facts), facts });
  }
  return products;
}

/** The cutout cropped to the box of the product itself. */
function cropToBox(cutout: Raster, { box, cutBox }: Pick<AssetFacts, 'box' | 'cutBox'>): Raster {
  return cropRaster(cutout, { ...box, leftPx: box.leftPx - cutBox.leftPx, topPx: box.topPx - cutBox.topPx });
}
