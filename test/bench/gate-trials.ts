import { sha256Hex } from '../../shared/contracts/ids.ts';
import type { PlateMeasures } from '../../shared/contracts/plate-measures.ts';
import type { Raster } from '../../shared/imaging/raster.ts';
import type { Segmenter } from '../../shared/imaging/segment-product.ts';
import { seededRandom } from '../unit/planning/product-facts.ts';
import { judgeBorders, judgeKnown } from './judge-known.ts';
import { drawGoodPlate } from './known-plates.ts';
import type { PlateProduct } from './plate-products.ts';
import { doubleProduct, growProduct } from './spoil-plate.ts';
import { drawKeep, seamBox, seamContour } from './spoil-seam.ts';

export const trialKinds = ['good', 'grown', 'doubled', 'seamed', 'haloed'] as const;
/**
 * A known plate and what the gates measure on it. Of seams nothing but the seam is measured: the rest is that of the good
 * plate.
 */
export type Trial = {
  readonly kind: (typeof trialKinds)[number];
  readonly name: string;
  readonly picture: Raster;
  readonly measures: PlateMeasures;
};

/** A good plate, and, where asked for, the same with each fault that has room on it. The same seed draws the same plates. */
export async function drawTrials(
  products: readonly PlateProduct[],
  seed: number,
  segmenter: Segmenter,
  isSpoilt: boolean,
): Promise<Trial[]> {
  const random = seededRandom(seed);
  const once = segmentOnce(segmenter);
  const good = await drawGoodPlate(products, random);
  const keep = drawKeep(good, random);
  const measures = await judgeKnown(good, keep, once);
  const trials: Trial[] = [{ kind: 'good', name: good.name, picture: good.plate, measures }];
  if (!isSpoilt) return trials;
  for (const [kind, spoil] of [
    ['grown', growProduct],
    ['doubled', doubleProduct],
  ] as const) {
    const spoilt = spoil(good, random);
    const known = await spoilt;
    if (known === undefined) continue;
    trials.push({ kind, name: known.name, picture: known.plate, measures: await judgeKnown(known, keep, once) });
  }
  for (const [kind, known] of [
    ['seamed', await seamBox(good, keep, random)],
    ['haloed', seamContour(good, random)],
  ] as const) {
    trials.push({
      kind,
      name: known.name,
      picture: known.plate,
      measures: { ...measures, seam: judgeBorders(known, keep) },
    });
  }
  return trials;
}

/** The network, asked once for each picture: the control of a plate is that of its spoilt copies. */
function segmentOnce(segmenter: Segmenter): Segmenter {
  const maps = new Map<string, Promise<Float32Array>>();
  const segment = (rgb: Uint8Array) => {
    const name = sha256Hex(rgb);
    const map = maps.get(name) ?? segmenter.segment(rgb);
    maps.set(name, map);
    return map;
  };
  return { ...segmenter, segment };
}
