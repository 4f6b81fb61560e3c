import type { Placing, SetCrop } from '../contracts/plan.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import type { LinearRaster } from './raster.ts';
import { reflectProduct } from './reflect-product.ts';
import type { PlacedCutout } from './resample-product.ts';
import { gridOf, shadeScene } from './shade-scene.ts';
import type { StudioScene } from './studio-places.ts';
import { cropKeyShare, type StudioStage, wholeCrop } from './studio-stage.ts';

/**
 * Puts a product into the light of a studio set: `background` is the set's crop. The product keeps light from the set's
 * planes, and a stage of gloss 0.3 or more mirrors it. Returns a new raster.
 */
export async function lightStudio(
  background: LinearRaster,
  stage: StudioStage,
  setCrop: SetCrop,
  placed: PlacedCutout,
  placing: Placing,
): Promise<LinearRaster> {
  const { set, zoom } = stage;
  const scene: StudioScene = { set, view: zoom, crop: wholeCrop(setCrop, stage), uCm: setCrop.uCm, placing, placed };
  const grid = gridOf(scene);
  const lit = shadeScene(background, scene, await cropKeyShare(stage, scene.crop, grid));
  return lit === background || isSeenFromAbove(set) ? lit : reflectProduct(lit, scene, grid);
}
