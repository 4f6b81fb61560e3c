import { join } from 'node:path';
import type { Placing, SetCrop } from '../../../shared/contracts/plan.ts';
import type { StudioSet } from '../../../shared/contracts/studio-set.ts';
import type { LinearRaster } from '../../../shared/imaging/raster.ts';
import { type PlacedProduct, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import type { Grid, StudioScene } from '../../../shared/imaging/studio-places.ts';
import { cropStage, readStage, type StudioStage, wholeCrop } from '../../../shared/imaging/studio-stage.ts';
import { placeOnSet } from '../../../shared/planning/place-on-set.ts';
import { mirrorSet } from '../../../shared/sets/mirror-set.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';
import { drawMask } from './pictures.ts';
import { placeAt, productOf } from './placed-products.ts';

/** Products that went through the real steps, in frames of 600 x 750 px of the real sets. */

const frame = { widthPx: 600, heightPx: 750 } as const;
const setsFolder = join(import.meta.dirname, '../../../shared/sets');
export const grid: Grid = { width: 150, height: 188, cellPx: 4 };
export const standingSets = studioSets.filter(({ poses }) => poses.includes('standing')).map(({ id }) => id);

export type Scene = StudioScene & {
  readonly setCrop: SetCrop;
  readonly placing: Placing;
  readonly placed: PlacedProduct;
  readonly stage: StudioStage;
};

export function setOf(id: string): StudioSet {
  const found = studioSets.find((set) => set.id === id);
  if (found === undefined) throw new Error(`Expected a set ${id}`);
  return found;
}

type Box = { readonly widthPx?: number; readonly heightPx?: number; readonly isMirrored?: boolean };
const scenes = new Map<string, Promise<Scene>>();

/** A striped box of this size, standing (or lying) in a set's close zoom, drawn once; `isMirrored` turns the set over. */
export function boxInSet(id: string, box: Box = {}): Promise<Scene> {
  const name = JSON.stringify([id, box]);
  const known = scenes.get(name) ?? placeBox(id, box);
  scenes.set(name, known);
  return known;
}

async function placeBox(id: string, { widthPx = 180, heightPx = 300, isMirrored = false }: Box): Promise<Scene> {
  const left = (frame.widthPx - widthPx) / 2;
  const isBox = (x: number, y: number) => x >= left && x < left + widthPx && y >= 160 && y < 160 + heightPx;
  const cut = await productOf(drawMask(frame.widthPx, frame.heightPx, (x, y) => (isBox(x, y) ? 255 : 0)));
  const { cutBox } = cut.facts;
  const placing = placeAt(cut, { ...frame, scale: 1, leftPx: cutBox.leftPx, topPx: cutBox.topPx });
  const placed = await resampleProduct(cut.product, placing.cut);
  const set = isMirrored ? mirrorSet(setOf(id)) : setOf(id);
  const setCrop = placeOnSet(set, cut.facts, [{ id: 'slot', ...placing }]).get('slot');
  const zoom = set.zooms.find(({ name }) => name === setCrop?.zoom);
  if (setCrop === undefined || zoom === undefined) throw new Error(`Expected a crop of ${id}`);
  const stage = await readStage(setsFolder, set, zoom, isMirrored);
  return { set, view: zoom, stage, setCrop, crop: wholeCrop(setCrop, stage), uCm: setCrop.uCm, placing, placed };
}

/** The scene's part of the set, empty, in its usual colour. */
export const emptyOf = ({ stage, crop, placing }: Scene): Promise<LinearRaster> =>
  cropStage(stage, crop, placing, stage.set.tint?.usual ?? null);
