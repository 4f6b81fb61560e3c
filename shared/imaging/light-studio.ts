import type { Placing, SetCrop } from '../contracts/plan.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { castStudioShadow } from './cast-studio-shadow.ts';
import { drawContact, type Region } from './contact-set.ts';
import { multiplyLight } from './multiply-light.ts';
import type { LinearRaster } from './raster.ts';
import { reflectProduct } from './reflect-product.ts';
import type { PlacedProduct } from './resample-product.ts';
import { type Field, softBlur } from './soft-blur.ts';
import type { Grid, StudioScene } from './studio-places.ts';
import { cropKeyShare, type StudioStage, wholeCrop } from './studio-stage.ts';

/**
 * Shadows are soft: a quarter of the output's resolution is enough, and so is this many cells a u. What the key casts is
 * softer than the line of contact: half as many cells a side (the light of 1080 x 1350 px in 0.07 s instead of 0.13, 25 November 2026).
 */
const leastCellPx = 4;
const mostCellsPerU = 200;
/**
 * Occlusion around the contact set, or around a lying product's outline: a thin line where neither key nor room reaches,
 * and the room's light that the product keeps from the ground around it. Blur in u, across and down, and depth 0..1, of a
 * contact set multiplied by `gain`, because a thin line loses most of itself in the blur. Depths chosen by eye on photos.
 */
const atContact = {
  line: { across: 0.004, down: 0.004, gain: 1.8, depth: 0.7 },
  around: { across: 0.03, down: 0.015, gain: 5, depth: 0.8 },
} as const;
const atOutline = {
  line: { across: 0.004, down: 0.004, gain: 1, depth: 0.5 },
  around: { across: 0.03, down: 0.03, gain: 1, depth: 0.8 },
} as const;
/** The contact is drawn on below the product by this much of u: half the line that a product's rounded foot leaves dark. */
const belowU = 0.003;

/**
 * Puts a product into the light of a studio set: `background` is the set's crop. Of each place's light the key's share is
 * kept by the cast shadow, the rest by ambient occlusion, both darkened by the contact line; a stage of gloss 0.3 or more mirrors
 * the product. Returns a new raster. A product that is cut by the frame's lower edge stands on nothing: it casts none.
 */
export async function lightStudio(
  background: LinearRaster,
  stage: StudioStage,
  setCrop: SetCrop,
  placed: PlacedProduct,
  placing: Placing,
): Promise<LinearRaster> {
  if (placing.box.topPx + placing.box.heightPx >= background.heightPx) return background;
  const scene: StudioScene = { stage, crop: wholeCrop(setCrop, stage), uCm: setCrop.uCm, placing, placed };
  const grid = gridOf(background, placing);
  const region: Region = { ...grid, leftPx: 0, topPx: 0 };
  const coarse = { width: Math.ceil(grid.width / 2), height: Math.ceil(grid.height / 2), cellPx: 2 * grid.cellPx };
  const shadow = doubled(castStudioShadow(scene, coarse), grid);
  const keyShare = await cropKeyShare(stage, scene.crop, grid);
  const isFromAbove = isSeenFromAbove(stage.set);
  const { line, around } = isFromAbove ? atOutline : atContact;
  const contact = isFromAbove
    ? drawOutline(placed, region)
    : drawContact(placed, placing, region, belowU * placing.pxPerU);
  const cellsPerU = placing.pxPerU / grid.cellPx;
  const [edge, room] = [line, around].map(({ across, down }) =>
    softBlur(contact, Math.max(0.5, across * cellsPerU), Math.max(0.5, down * cellsPerU)),
  );
  const light = new Float32Array(grid.width * grid.height);
  for (let at = 0; at < light.length; at++) {
    const key = (keyShare.data[at] ?? 0) * (1 - (shadow.data[at] ?? 0));
    const fill = (1 - (keyShare.data[at] ?? 0)) * (1 - occlusion(room, at, around));
    light[at] = (key + fill) * (1 - occlusion(edge, at, line));
  }
  const lit = multiplyLight(background, region, { data: light, width: grid.width, height: grid.height });
  return isFromAbove ? lit : reflectProduct(lit, stage.set.gloss, placed, placing);
}

const occlusion = (field: Field | undefined, at: number, { gain, depth }: { gain: number; depth: number }): number =>
  depth * Math.min(1, gain * (field?.data[at] ?? 0));

function gridOf({ widthPx, heightPx }: LinearRaster, { pxPerU }: Placing): Grid {
  const cellPx = Math.max(leastCellPx, Math.ceil(pxPerU / mostCellsPerU));
  return { width: Math.ceil(widthPx / cellPx), height: Math.ceil(heightPx / cellPx), cellPx };
}

/** A field of half as many cells a side, read between them (bilinear). */
function doubled({ data, width, height }: Field, grid: Grid): Field {
  const out = new Float32Array(grid.width * grid.height);
  for (let y = 0; y < grid.height; y++) {
    const fy = Math.max(0, Math.min(height - 1, (y + 0.5) / 2 - 0.5));
    const row = Math.min(Math.max(0, height - 2), Math.trunc(fy));
    for (let x = 0; x < grid.width; x++) {
      const fx = Math.max(0, Math.min(width - 1, (x + 0.5) / 2 - 0.5));
      const column = Math.min(Math.max(0, width - 2), Math.trunc(fx));
      const [beside, below] = [fx - column, fy - row];
      const at = row * width + column;
      const upper = (data[at] ?? 0) * (1 - beside) + (data[at + 1] ?? 0) * beside;
      const lower = (data[at + width] ?? 0) * (1 - beside) + (data[at + width + 1] ?? 0) * beside;
      out[y * grid.width + x] = upper * (1 - below) + lower * below;
    }
  }
  return { data: out, width: grid.width, height: grid.height };
}

/** What a lying product covers, 0..1: blurred, half of that is left at its outline. */
function drawOutline({ cut, cutout }: PlacedProduct, region: Region): Field {
  const data = new Float32Array(region.width * region.height);
  const { cellPx } = region;
  for (let y = 0; y < region.height; y++) {
    const row = Math.floor((y + 0.5) * cellPx) - cut.topPx;
    if (row < 0 || row >= cut.heightPx) continue;
    for (let x = 0; x < region.width; x++) {
      const column = Math.floor((x + 0.5) * cellPx) - cut.leftPx;
      if (column < 0 || column >= cut.widthPx) continue;
      data[y * region.width + x] = (cutout.data[4 * (row * cut.widthPx + column) + 3] ?? 0) / 255;
    }
  }
  return { data, width: region.width, height: region.height };
}
