import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Placing } from '../contracts/plan.ts';
import type { Background } from './background.ts';
import { lightPaper, touchPaper } from './light-paper.ts';
import { lightStudio } from './light-studio.ts';
import type { LinearRaster } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';

/** How much of the light comes from the key where no set says it; by eye, 25 November 2026. */
const keyShareOn = { sweep: 0.5, plate: 0.3 } as const;

/**
 * Takes from a background the light that the product keeps from it. In a studio set the product stands in the set's own
 * light; on paper in a soft light from its own key's side; on a painted plate, whose light nobody measured, mostly in that
 * of the room; on one that was painted around it, which has its shadow, and on one that began as noise, whose ground nobody
 * knows, it gets the line of contact alone. Returns a new raster.
 */
export async function castShadow(
  background: Exclude<Background, { kind: 'plain' | 'extend' }>,
  empty: LinearRaster,
  { pose, keySide }: Pick<AssetFacts, 'pose' | 'keySide'>,
  placed: PlacedCutout,
  placing: Placing,
): Promise<LinearRaster> {
  if (background.kind === 'studio') return lightStudio(empty, background.stage, background.crop, placed, placing);
  if (background.kind === 'plate' && background.hasContactOnly) return touchPaper(empty, pose.kind, placed, placing);
  const keyShare = keyShareOn[background.kind];
  const side = background.kind === 'sweep' && keySide === 'right' ? 'right' : 'left';
  return lightPaper(empty, { keyShare, keySide: side, pose: pose.kind }, placed, placing);
}
