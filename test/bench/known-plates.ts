import { join } from 'node:path';
import { openLayout } from '../../functions/plan-renders/open-layout.ts';
import type { PixelBox } from '../../shared/contracts/geometry.ts';
import { decodePlate } from '../../shared/imaging/decode-plate.ts';
import { layoutAgreement } from '../../shared/imaging/layout-agreement.ts';
import { measureSurfaceLine } from '../../shared/imaging/measure-surface-line.ts';
import { erode } from '../../shared/imaging/morphology.ts';
import { type Mask, openRaster, type Raster } from '../../shared/imaging/raster.ts';
import { renderUnderpaint } from '../../shared/imaging/underpaint.ts';
import { chooseSet } from '../../shared/planning/choose-set.ts';
import { layOutPlates } from '../../shared/planning/lay-out-plates.ts';
import { studioSets } from '../../shared/sets/studio-sets.ts';
import type { Random } from './draw-backdrop.ts';
import { clampLevel, paintAgain } from './paint-again.ts';
import type { PlateProduct } from './plate-products.ts';

const setsFolder = join(import.meta.dirname, '../../shared/sets');
const canvas = { widthPx: 640, heightPx: 640 };
/** As planning erodes what an engine keeps. */
const erodedPx = 3;
/** A set painted as another one keeps its layout and its surface line within these. */
const [likeLayout, likeLine] = [0.8, 0.03];
const sweeps = ['#c9b79c', '#f2efe9', '#3b3f45', '#8fa3a8', '#d8a6a6', '#e8e4da'] as const;
const darkestShadow = 0.55;

/** What an engine was given and gave: a product on its set, and the same painted anew around it. */
export type KnownPlate = {
  readonly name: string;
  readonly plate: Raster;
  /** The product over its underpaint. */
  readonly control: Raster;
  /** 255 = kept. */
  readonly kept: Mask;
  /** What was painted, without the product. */
  readonly painted: Raster;
  readonly product: PlacedCutout;
};
/** A cutout (straight RGBA) and where its upper left corner lies on the canvas. */
export type PlacedCutout = { readonly cutout: Raster; readonly box: PixelBox };

/** Draws a plate without fault: a product on a set or sweep, painted anew in one of the ways that engines may. */
export async function drawGoodPlate(products: readonly PlateProduct[], random: Random): Promise<KnownPlate> {
  const product = pick(products, random);
  const sideU = 1.5 + random();
  const rect = {
    left: -sideU * (0.35 + 0.3 * random()),
    bottom: -sideU * (0.15 + 0.15 * random()),
    width: sideU,
    height: sideU,
  };
  const first = await layOut(product, pickSet(random), rect);
  const other = random() < 0.25 ? await layOut(product, pickSet(random), rect) : first;
  const line = await measureSurfaceLine(other.picture, first.picture, null);
  const isLike =
    (await layoutAgreement(other.picture, rect, first.picture, rect)) >= likeLayout &&
    (line === 'notApplicable' || line <= likeLine);
  const { painted, how } = await paintAgain(isLike ? other.picture : first.picture, random);
  const placed = await place(product, rect);
  const shaded = dropShadow(painted, placed.box, darkestShadow * random());
  const control = lay(dropShadow(first.picture, placed.box, 0.3), placed);
  const kept = erode(alphaOn(placed), erodedPx);
  const name = `${product.name} on ${first.name}${isLike && other !== first ? `, as ${other.name}` : ''}, ${how}`;
  return { name, plate: lay(shaded, placed), control, kept, painted: shaded, product: placed };
}

const pick = <T>(all: readonly T[], random: Random): T => {
  const one = all[Math.floor(random() * all.length)];
  if (one === undefined) throw new Error('Expected something to pick from, got nothing');
  return one;
};

const pickSet = (random: Random): { studio: string } | { sweep: string } =>
  random() < 0.65 ? { studio: pick(studioSets, random).id } : { sweep: pick(sweeps, random) };

type UnitSquare = Parameters<typeof renderUnderpaint>[1];

async function layOut({ facts }: PlateProduct, wanted: { studio: string } | { sweep: string }, rect: UnitSquare) {
  const pxPerU = canvas.widthPx / rect.width;
  const chosen = chooseSet(wanted, facts, studioSets);
  const [layout] = layOutPlates(chosen, facts, [
    { rect, pxPerU, passes: [{ name: 'hero', canvas, rect, keep: null }] },
  ]);
  if (layout === undefined) throw new Error('Expected a layout, got none');
  const picture = await decodePlate(await renderUnderpaint(await openLayout(layout, setsFolder), rect, canvas));
  return { picture, name: 'sweep' in layout ? layout.sweep : layout.studio };
}

/** The product at the plate's scale, the middle of its lower edge at the origin. */
async function place({ cutout }: PlateProduct, rect: UnitSquare): Promise<PlacedCutout> {
  const pxPerU = canvas.widthPx / rect.width;
  const scale = pxPerU / Math.max(cutout.widthPx, cutout.heightPx);
  return placeAt(cutout, scale, -rect.left * pxPerU, canvas.heightPx + rect.bottom * pxPerU);
}

/** A cutout at a scale with the middle of its lower edge at (x, y). */
export async function placeAt(cutout: Raster, scale: number, x: number, y: number): Promise<PlacedCutout> {
  const widthPx = Math.max(1, Math.round(cutout.widthPx * scale));
  const heightPx = Math.max(1, Math.round(cutout.heightPx * scale));
  const data = await openRaster(cutout).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer();
  const box = { leftPx: Math.round(x - widthPx / 2), topPx: Math.round(y) - heightPx, widthPx, heightPx };
  return { cutout: { data, channels: 4, widthPx, heightPx }, box };
}

/** A picture with a cutout over it; what lies outside of the picture is left out. */
export function lay(picture: Raster, { cutout, box }: PlacedCutout): Raster {
  const data = picture.data.slice();
  for (let y = Math.max(0, -box.topPx); y < Math.min(box.heightPx, picture.heightPx - box.topPx); y++) {
    for (let x = Math.max(0, -box.leftPx); x < Math.min(box.widthPx, picture.widthPx - box.leftPx); x++) {
      const from = 4 * (y * box.widthPx + x);
      const to = 3 * ((y + box.topPx) * picture.widthPx + x + box.leftPx);
      const share = (cutout.data[from + 3] ?? 0) / 255;
      for (let c = 0; c < 3; c++) {
        data[to + c] = clampLevel((cutout.data[from + c] ?? 0) * share + (data[to + c] ?? 0) * (1 - share));
      }
    }
  }
  return { ...picture, data };
}

/** The alpha of a placed cutout on the canvas, 255 where it is product (alpha >= 128). */
export function alphaOn({ cutout, box }: PlacedCutout): Mask {
  const data = new Uint8Array(canvas.widthPx * canvas.heightPx);
  for (let y = Math.max(0, -box.topPx); y < Math.min(box.heightPx, canvas.heightPx - box.topPx); y++) {
    for (let x = Math.max(0, -box.leftPx); x < Math.min(box.widthPx, canvas.widthPx - box.leftPx); x++) {
      if ((cutout.data[4 * (y * box.widthPx + x) + 3] ?? 0) < 128) continue;
      data[(y + box.topPx) * canvas.widthPx + x + box.leftPx] = 255;
    }
  }
  return { data, ...canvas };
}

/** A soft shadow on the ground below a box, as dark as `depth` (0..1) where it is darkest. */
function dropShadow(picture: Raster, { leftPx, topPx, widthPx, heightPx }: PixelBox, depth: number): Raster {
  const data = picture.data.slice();
  const [cx, cy] = [leftPx + 0.55 * widthPx, topPx + 0.98 * heightPx];
  const [rx, ry] = [0.55 * widthPx, 0.09 * Math.max(widthPx, heightPx)];
  for (let y = 0; y < picture.heightPx; y++) {
    for (let x = 0; x < picture.widthPx; x++) {
      const far = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
      if (far > 6) continue;
      const share = 1 - depth * Math.exp(-far);
      for (let c = 0; c < 3; c++) {
        const at = 3 * (y * picture.widthPx + x) + c;
        data[at] = clampLevel((data[at] ?? 0) * share);
      }
    }
  }
  return { ...picture, data };
}
