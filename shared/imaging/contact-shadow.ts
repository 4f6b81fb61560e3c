import type { Placing } from '../contracts/plan.ts';
import type { LinearRaster, Raster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';
import { type Field, softBlur } from './soft-blur.ts';

const productLevel = 128;
/** Columns that end within this share of the product's height above its base touch the ground (imaging.md). */
const contactReach = 0.04;
/** Shadows are soft: a quarter of the output's resolution is enough. */
const reduction = 4;
/** How far the shadow can reach from the contact, in u. */
const marginU = 0.5;
/**
 * Three layers of occlusion, blur in u and depth 0..1: the thin dark line where product and ground meet, the ambient
 * occlusion around it, and a wide pool that falls away from the key (upper left). Depths chosen by eye on real photos.
 */
const layers = [
  { sigmaX: 0.004, sigmaY: 0.004, shiftX: 0, shiftY: 0.002, gain: 1.6, depth: 0.62 },
  { sigmaX: 0.03, sigmaY: 0.014, shiftX: 0.004, shiftY: 0.006, gain: 2.4, depth: 0.42 },
  { sigmaX: 0.11, sigmaY: 0.035, shiftX: 0.035, shiftY: 0.012, gain: 5, depth: 0.34 },
] as const;
/** Light from the whole room reaches into shadows: their depth is kept a little less for the set's own colour. */
const thicknessU = 0.008;

/**
 * Darkens the ground where the product stands on it: contact line, ambient occlusion, and a soft pool. Returns a new
 * raster. A product that is cut by the frame's lower edge, or that touches nothing, casts none.
 */
export function castContactShadow(background: LinearRaster, placed: PlacedProduct, placing: Placing): LinearRaster {
  const baseY = placing.box.topPx + placing.box.heightPx;
  if (baseY >= background.heightPx) return background;
  const region = shadowRegion(background, placing, baseY);
  const contact = drawContact(placed, placing, region);
  const light = layers.map((layer) => ({ layer, blurred: blurLayer(contact, placing.pxPerU / reduction, layer) }));
  return darken(background, region, placing.pxPerU / reduction, light);
}

type Region = { leftPx: number; topPx: number; width: number; height: number };

/** The part of the frame that a shadow can reach, and its size at reduced resolution. */
function shadowRegion({ widthPx, heightPx }: LinearRaster, { box, pxPerU }: Placing, baseY: number): Region {
  const margin = marginU * pxPerU;
  const leftPx = Math.max(0, Math.floor(box.leftPx - margin));
  const topPx = Math.max(0, Math.floor(baseY - margin));
  const rightPx = Math.min(widthPx, Math.ceil(box.leftPx + box.widthPx + margin));
  const bottomPx = Math.min(heightPx, Math.ceil(baseY + margin));
  return {
    leftPx,
    topPx,
    width: Math.ceil((rightPx - leftPx) / reduction),
    height: Math.ceil((bottomPx - topPx) / reduction),
  };
}

/** The contact set at reduced size: each touching column's lowest product pixel, a little thick. */
function drawContact({ cut, cutout }: PlacedProduct, { box, pxPerU }: Placing, region: Region): Field {
  const data = new Float32Array(region.width * region.height);
  const highest = box.topPx + box.heightPx - contactReach * box.heightPx;
  const thickness = Math.max(1, Math.round((thicknessU * pxPerU) / reduction));
  const perCell = 1 / reduction;
  for (let column = 0; column < cut.widthPx; column++) {
    const row = lowestProduct(cutout, column);
    const y = cut.topPx + row;
    if (row < 0 || y < highest) continue;
    const x = Math.floor((cut.leftPx + column - region.leftPx) / reduction);
    if (x < 0 || x >= region.width) continue;
    const from = Math.round((y - region.topPx) / reduction);
    for (let step = 0; step < thickness; step++) {
      const at = (from - step) * region.width + x;
      if (from - step >= 0 && from - step < region.height) data[at] = Math.min(1, (data[at] ?? 0) + perCell);
    }
  }
  return { data, width: region.width, height: region.height };
}

/** The lowest row of a column with alpha >= 128, or -1. */
function lowestProduct({ data, widthPx, heightPx }: Raster, column: number): number {
  for (let row = heightPx - 1; row >= 0; row--) {
    if ((data[(row * widthPx + column) * 4 + 3] ?? 0) >= productLevel) return row;
  }
  return -1;
}

type Layer = (typeof layers)[number];

const blurLayer = (contact: Field, pxPerU: number, { sigmaX, sigmaY }: Layer): Field =>
  softBlur(contact, Math.max(0.5, sigmaX * pxPerU), Math.max(0.5, sigmaY * pxPerU));

function darken(
  background: LinearRaster,
  region: Region,
  pxPerU: number,
  light: readonly { layer: Layer; blurred: Field }[],
): LinearRaster {
  const passed = new Float32Array(region.width * region.height).fill(1);
  for (const { layer, blurred } of light) {
    const shiftX = Math.round(layer.shiftX * pxPerU);
    const shiftY = Math.round(layer.shiftY * pxPerU);
    for (let y = 0; y < region.height; y++) {
      for (let x = 0; x < region.width; x++) {
        const [fromX, fromY] = [x - shiftX, y - shiftY];
        if (fromX < 0 || fromY < 0) continue;
        const covered = Math.min(1, layer.gain * (blurred.data[fromY * region.width + fromX] ?? 0));
        const at = y * region.width + x;
        passed[at] = (passed[at] ?? 1) * (1 - layer.depth * covered);
      }
    }
  }
  return multiply(background, region, { data: passed, width: region.width, height: region.height });
}

/** Multiplies the region by the field, read between its cells (bilinear). */
function multiply(background: LinearRaster, region: Region, { data: field, width, height }: Field): LinearRaster {
  const data = background.data.slice();
  const bottom = Math.min(background.heightPx, region.topPx + height * reduction);
  const right = Math.min(background.widthPx, region.leftPx + width * reduction);
  for (let y = region.topPx; y < bottom; y++) {
    const fy = Math.max(0, Math.min(height - 1.001, (y - region.topPx + 0.5) / reduction - 0.5));
    const row = Math.trunc(fy);
    const below = fy - row;
    for (let x = region.leftPx; x < right; x++) {
      const fx = Math.max(0, Math.min(width - 1.001, (x - region.leftPx + 0.5) / reduction - 0.5));
      const column = Math.trunc(fx);
      const beside = fx - column;
      const at = row * width + column;
      const upper = (field[at] ?? 1) * (1 - beside) + (field[at + 1] ?? 1) * beside;
      const lower = (field[at + width] ?? 1) * (1 - beside) + (field[at + width + 1] ?? 1) * beside;
      const light = upper * (1 - below) + lower * below;
      if (light > 0.9995) continue;
      const pixel = (y * background.widthPx + x) * 3;
      data[pixel] = (data[pixel] ?? 0) * light;
      data[pixel + 1] = (data[pixel + 1] ?? 0) * light;
      data[pixel + 2] = (data[pixel + 2] ?? 0) * light;
    }
  }
  return { ...background, data };
}
