import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { castStudioShadow } from './cast-studio-shadow.ts';
import { drawContact } from './contact-set.ts';
import { coverCells } from './cover-cells.ts';
import { doubleField } from './double-field.ts';
import { multiplyLight } from './multiply-light.ts';
import type { LinearRaster } from './raster.ts';
import type { PlacedCutout } from './resample-product.ts';
import { type Field, softBlur } from './soft-blur.ts';
import type { Grid, StudioScene } from './studio-places.ts';

/**
 * Light is computed in cells: the line of contact in so many a u, what key and room cast in half as many a side. Of 200,
 * 150 and 120 this one is as near to renders as the finest in three quarters of its time.
 */
const mostCellsPerU = 150;
const leastCellPx = 2;
/** From so low a camera the ground is seen so narrow that shadows, too, take every cell. */
const lowPitchDegrees = 5;
/**
 * The thin line where neither key nor room reaches, below the contact set or around a lying product's outline: blur in u
 * and depth 0..1, of a contact set multiplied by `gain`, because a thin line loses most of itself in the blur.
 */
const lines = {
  contact: { blurU: 0.003, gain: 1.8, depth: 0.65 },
  outline: { blurU: 0.004, gain: 1, depth: 0.5 },
} as const;
/** The contact is drawn on below the product by this much of u: half the line that a product's rounded foot leaves dark. */
const belowU = 0.005;

const opaque = 255;
/** Product and ground throw light on each other: some of it is left everywhere. */
const leastLight = 0.05;

/** The cells in which the light of an output picture is computed. */
export function gridOf({ placing }: StudioScene): Grid {
  const { widthPx, heightPx, pxPerU } = placing;
  const cellPx = Math.max(leastCellPx, Math.ceil(pxPerU / mostCellsPerU));
  return { width: Math.ceil(widthPx / cellPx), height: Math.ceil(heightPx / cellPx), cellPx };
}

/**
 * Takes from a picture the light that the product keeps from its scene. `keyShare` says, on the scene's grid, how much of
 * each place's light comes from the key, 0..1: the cast shadow keeps that, the product's body the rest, and the line of
 * contact both. Returns a new raster. A product that the frame cuts at its foot stands on nothing and takes none.
 */
export function shadeScene(background: LinearRaster, scene: StudioScene, keyShare: Field): LinearRaster {
  const { placing } = scene;
  if (isCutAtFoot(background, placing)) return background;
  const grid = gridOf(scene);
  const coarse = { width: Math.ceil(grid.width / 2), height: Math.ceil(grid.height / 2), cellPx: 2 * grid.cellPx };
  const isLow = scene.set.camera.pitchDegrees < lowPitchDegrees;
  const kept = castStudioShadow(scene, isLow ? grid : coarse);
  const [key, room] = isLow ? [kept.key, kept.room] : [doubleField(kept.key, grid), doubleField(kept.room, grid)];
  const line = contactLine(scene, grid);
  const light = new Float32Array(grid.width * grid.height);
  for (let at = 0; at < light.length; at++) {
    const share = keyShare.data[at] ?? 0;
    const reached = share * (1 - (key.data[at] ?? 0)) + (1 - share) * (1 - (room.data[at] ?? 0));
    light[at] = lightLeft(reached * (1 - (line.data[at] ?? 0)));
  }
  return multiplyLight(background, { ...grid, data: light }, grid);
}

/** Draws the line of contact of a product alone, as `shadeScene` does. Returns a new raster, or the same for a product cut at its foot. */
export function shadeContact(background: LinearRaster, scene: StudioScene): LinearRaster {
  if (isCutAtFoot(background, scene.placing)) return background;
  const grid = gridOf(scene);
  const line = contactLine(scene, grid);
  return multiplyLight(background, { ...grid, data: line.data.map((dark) => lightLeft(1 - dark)) }, grid);
}

const isCutAtFoot = ({ heightPx }: LinearRaster, { box }: StudioScene['placing']): boolean =>
  box.topPx + box.heightPx >= heightPx;

const lightLeft = (reached: number): number => 1 - (1 - leastLight) * (1 - reached);

/** How dark the line of contact is, 0..1. */
function contactLine({ set, placing, placed }: StudioScene, grid: Grid): Field {
  const isFromAbove = isSeenFromAbove(set);
  const { blurU, gain, depth } = isFromAbove ? lines.outline : lines.contact;
  const { pitchDegrees } = set.camera;
  const drawn = isFromAbove
    ? drawOutline(placed, grid)
    : drawContact(placed, placing, { pitchDegrees, grid, belowPx: belowU * placing.pxPerU });
  const sigma = Math.max(0.5, (blurU * placing.pxPerU) / grid.cellPx);
  const { data, width, height } = softBlur(drawn, sigma, sigma);
  return { data: data.map((covered) => depth * Math.min(1, gain * covered)), width, height };
}

/** What a lying product covers, 0..1: blurred, half of that is left at its outline. */
const drawOutline = (placed: PlacedCutout, grid: Grid): Field => ({
  data: Float32Array.from(coverCells(placed, grid).data, (alpha) => alpha / opaque),
  ...{ width: grid.width, height: grid.height },
});
