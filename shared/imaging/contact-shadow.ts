import type { Placing } from '../contracts/plan.ts';
import { drawContact, type Region } from './contact-set.ts';
import { multiplyLight } from './multiply-light.ts';
import type { LinearRaster } from './raster.ts';
import type { PlacedProduct } from './resample-product.ts';
import { type Field, softBlur } from './soft-blur.ts';

/** Shadows are soft: a quarter of the output's resolution is enough. */
const reduction = 4;
/** The line of contact is drawn on below the product by this much of u, so that it is seen. */
const belowU = 0.004;
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

/**
 * Darkens the ground where the product stands on it: contact line, ambient occlusion, and a soft pool. Returns a new
 * raster. A product that is cut by the frame's lower edge, or that touches nothing, casts none.
 */
export function castContactShadow(background: LinearRaster, placed: PlacedProduct, placing: Placing): LinearRaster {
  const baseY = placing.box.topPx + placing.box.heightPx;
  if (baseY >= background.heightPx) return background;
  const region = shadowRegion(background, placing, baseY);
  const contact = drawContact(placed, placing, region, belowU * placing.pxPerU);
  const light = layers.map((layer) => ({ layer, blurred: blurLayer(contact, placing.pxPerU / reduction, layer) }));
  return darken(background, region, placing.pxPerU / reduction, light);
}

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
    cellPx: reduction,
  };
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
  return multiplyLight(background, region, { data: passed, width: region.width, height: region.height });
}
