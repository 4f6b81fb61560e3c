import { type AssetFacts, unjudged } from '../../../shared/contracts/asset-facts.ts';
import type { Placement } from '../../../shared/contracts/placement.ts';
import type { Placing } from '../../../shared/contracts/plan.ts';
import type { Provenance } from '../../../shared/contracts/provenance.ts';
import { type Background, renderBackground } from '../../../shared/imaging/background.ts';
import { compositeProduct, ditherBackground } from '../../../shared/imaging/composite-product.ts';
import { cutOut } from '../../../shared/imaging/cut-out.ts';
import { measureAsset } from '../../../shared/imaging/measure-asset.ts';
import { type Product, prepareProduct } from '../../../shared/imaging/prepare-product.ts';
import { encodeRaster, type Mask, type Raster } from '../../../shared/imaging/raster.ts';
import { type PlacedProduct, resampleProduct } from '../../../shared/imaging/resample-product.ts';
import { selectPlacements } from '../../../shared/placements/select-placements.ts';
import { type Colour, discMask, drawRaster, noiseAt } from './pictures.ts';

/** Products that went through the real steps, and frames to put them in. */

export type Cut = { readonly product: Product; readonly facts: AssetFacts };
export type Framed = Cut & { readonly placing: Placing; readonly placed: PlacedProduct };

/** What files say that are drawn on a flat colour, of nobody's photo. */
export const provenance: Provenance = { digitalSourceType: 'composite', creator: null, copyright: null };

const backdrop: Colour = [214, 210, 204];

/** Fine stripes and a little noise: every shift and every change of tone shows. */
export const stripes = (x: number, y: number): Colour => {
  const wave = 34 * Math.sin(x / 5) + 26 * Math.sin(y / 7) + 6 * noiseAt(x, y);
  return [Math.round(128 + wave), Math.round(96 + wave), Math.round(70 + wave / 2)];
};

/** A photo mixed from product and backdrop by the matte, in sRGB values. */
export function photoOf(matte: Mask, colourAt: (x: number, y: number) => Colour, behind: Colour = backdrop): Raster {
  return drawRaster(matte.widthPx, matte.heightPx, (x, y) => {
    const alpha = (matte.data[y * matte.widthPx + x] ?? 0) / 255;
    const [r, g, b] = colourAt(x, y);
    const mix = (product: number, other: number) => Math.round(product * alpha + other * (1 - alpha));
    return [mix(r, behind[0]), mix(g, behind[1]), mix(b, behind[2])];
  });
}

/** Cuts a product out by a given matte, as masking does, and reads it as finishing does. */
export async function productOf(matte: Mask, colourAt: (x: number, y: number) => Colour = stripes): Promise<Cut> {
  const p = photoOf(matte, colourAt);
  const facts = { ...measureAsset(p, matte, 'given'), ...unjudged };
  const [photo, cutout] = await Promise.all([encodeRaster(p), encodeRaster(cutOut(p, matte, facts.cutBox))]);
  const product = await prepareProduct({ p: photo.bytes, cutout: cutout.bytes }, facts);
  return { product, facts };
}

/** A striped disc of 360 px across in a photo of 480 x 480 px. */
export const discProduct = (): Promise<Cut> => productOf(discMask(480, 480, 240, 240, 180));

/** Where the product stands in a frame: its cut box at `scale`, moved to (leftPx, topPx). */
export function placeAt(
  { facts }: Cut,
  frame: { widthPx: number; heightPx: number; scale: number; leftPx: number; topPx: number },
): Placing {
  const { widthPx, heightPx, scale, leftPx, topPx } = frame;
  const { box, cutBox } = facts;
  const cut = {
    leftPx,
    topPx,
    widthPx: Math.round(cutBox.widthPx * scale),
    heightPx: Math.round(cutBox.heightPx * scale),
  };
  const placedBox = {
    leftPx: leftPx + Math.round((box.leftPx - cutBox.leftPx) * scale),
    topPx: topPx + Math.round((box.topPx - cutBox.topPx) * scale),
    widthPx: Math.round(box.widthPx * scale),
    heightPx: Math.round(box.heightPx * scale),
  };
  const pxPerU = Math.max(placedBox.widthPx, placedBox.heightPx);
  const crop = {
    left: -(placedBox.leftPx + placedBox.widthPx / 2) / pxPerU,
    bottom: -(heightPx - placedBox.topPx - placedBox.heightPx) / pxPerU,
    width: widthPx / pxPerU,
    height: heightPx / pxPerU,
  };
  return { widthPx, heightPx, scale, pxPerU, cut, box: placedBox, crop, isSoft: false };
}

/** The disc in the middle of a frame of 400 x 400 px, at three quarters of its size. */
export async function framedDisc(): Promise<Framed> {
  const cut = await discProduct();
  const placing = placeAt(cut, { widthPx: 400, heightPx: 400, scale: 0.75, leftPx: 64, topPx: 64 });
  return { ...cut, placing, placed: await resampleProduct(cut.product, placing.cut) };
}

/** What finishing draws before it encodes, without shadow. */
export async function drawOn(
  background: Exclude<Background, { kind: 'extend' }>,
  { placing, placed }: Framed,
): Promise<Raster> {
  const light = await renderBackground(background, placing);
  return compositeProduct(ditherBackground(light, { hasDither: false, seed: 1 }), light, placed);
}

/** A row of the catalogue with some of its values changed. */
export function rowWith(changes: Partial<Placement>, id = 'default-product-square'): Placement {
  const [row] = selectPlacements([id]);
  if (row === undefined) throw new Error(`Expected a row ${id}`);
  return { ...row, ...changes };
}

/** A copy of a picture with its interior pixels changed: `change` sees a level, its channel and where it stands. */
export function changeInterior(
  picture: Raster,
  { cut, interior }: PlacedProduct,
  change: (level: number, channel: number, x: number, y: number) => number,
): Raster {
  const data = picture.data.slice();
  for (let from = 0; from < interior.data.length; from++) {
    if (interior.data[from] !== 255) continue;
    const x = cut.leftPx + (from % cut.widthPx);
    const y = cut.topPx + Math.floor(from / cut.widthPx);
    const at = (y * picture.widthPx + x) * picture.channels;
    for (let channel = 0; channel < 3; channel++) {
      data[at + channel] = change(picture.data[at + channel] ?? 0, channel, x, y);
    }
  }
  return { ...picture, data };
}

/** Four mutations that a checker must catch, each as a picture drawn from a clean one. */
export const mutations: Record<string, (picture: Raster, placed: PlacedProduct) => Raster> = {
  'a product shifted by 1 px': (picture, placed) =>
    changeInterior(picture, placed, (_level, channel, x, y) => levelAt(picture, x - 1, y, channel)),
  'gamma raised by 1 %': (picture, placed) =>
    changeInterior(picture, placed, (level) => Math.round(255 * (level / 255) ** 1.01)),
  'a hue turned by 1 degree': (picture, placed) =>
    changeInterior(picture, placed, (_level, channel, x, y) => {
      const levels = [0, 1, 2].map((c) => levelAt(picture, x, y, c));
      return turnHue(levels, 1)[channel] ?? 0;
    }),
  'one pixel raised by 1': (picture, placed) => {
    let isDone = false;
    return changeInterior(picture, placed, (level, channel, x, y) => {
      if (isDone || channel !== 1 || x < 200 || y < 200) return level;
      isDone = true;
      return level + 1;
    });
  },
};

const levelAt = (picture: Raster, x: number, y: number, channel: number): number =>
  picture.data[(y * picture.widthPx + x) * picture.channels + channel] ?? 0;

/** Turns sRGB levels about the grey axis. */
function turnHue([r = 0, g = 0, b = 0]: number[], degrees: number): number[] {
  const angle = (degrees * Math.PI) / 180;
  const keep = Math.cos(angle) + (1 - Math.cos(angle)) / 3;
  const [low, high] = [-1, 1].map((sign) => (1 - Math.cos(angle)) / 3 + (sign * Math.sin(angle)) / Math.sqrt(3));
  const [a, c] = [low ?? 0, high ?? 0];
  return [keep * r + a * g + c * b, c * r + keep * g + a * b, a * r + c * g + keep * b].map(Math.round);
}
