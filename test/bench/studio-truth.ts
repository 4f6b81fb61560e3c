import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { PixelBox } from '../../shared/contracts/geometry.ts';
import type { Placing, SetCrop } from '../../shared/contracts/plan.ts';
import type { StudioSet } from '../../shared/contracts/studio-set.ts';
import { toEncoded } from '../../shared/imaging/colour.ts';
import type { LinearRaster, Raster } from '../../shared/imaging/raster.ts';
import type { PlacedProduct } from '../../shared/imaging/resample-product.ts';
import { cropStage, readStage, type StudioStage, wholeCrop } from '../../shared/imaging/studio-stage.ts';
import { isSeenFromAbove } from '../../shared/sets/is-seen-from-above.ts';
import { luminanceAt } from './judge-light.ts';

/** What infra/sets/render-truth.py rendered: sample products standing (or lying) in the studio sets. */
const truthFolder = join(import.meta.dirname, 'truth');
const setsFolder = join(import.meta.dirname, '../../shared/sets');
/** What it shows around a product, in its longest side (infra/sets/studio/truth.py). */
const leftU = -1.15;
const widthU = 2.3;
const [belowU, aboveU] = [0.45, 1.25];
const lyingU = 1;
/** The level of a place that has as much light with the product as without. */
const levelsOfFullLight = 200;
/** Truth is rendered at 200 px a u; pictures are finished at about this many times that. */
const finishScale = 3;
const halfOpaque = 128;

/**
 * A product in a set as it was rendered. `lightShare` is the light with the product / without, at the renders' size;
 * `matte` 0..255 at that size. The rest is what finishing takes, at three times that size.
 */
export type StudioTruth = {
  readonly sample: string;
  readonly stage: StudioStage;
  readonly setCrop: SetCrop;
  readonly placed: PlacedProduct;
  readonly placing: Placing;
  readonly plate: LinearRaster;
  readonly matte: Uint8Array;
  readonly lightShare: Float32Array;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** The samples that were rendered in a set. */
export const samplesIn = ({ id }: StudioSet): string[] => {
  const folder = join(truthFolder, id);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => (file.endsWith('-matte.png') ? [file.replace('-matte.png', '')] : []));
};

/** Reads one product in one set. */
export async function readTruth(set: StudioSet, sample: string): Promise<StudioTruth> {
  const read = async (kind: string) => readFile(join(truthFolder, set.id, `${sample}-${kind}.png`));
  const [matteFile, lightFile] = await Promise.all([read('matte'), read('light')]);
  const { data: matte, info } = await grey(matteFile).toBuffer({ resolveWithObject: true });
  const lightShare = Float32Array.from(await grey(lightFile).toBuffer(), (level) => level / levelsOfFullLight);
  const { width: widthPx, height: heightPx } = info;
  const size = { widthPx: finishScale * widthPx, heightPx: finishScale * heightPx };
  const [below, above] = isSeenFromAbove(set) ? [lyingU, lyingU] : [belowU, aboveU];
  const uCm = set.products.usualCm;
  const shown = { leftCm: leftU * uCm, bottomCm: -below * uCm, widthCm: widthU * uCm, topCm: above * uCm };
  const zoom = [...set.zooms]
    .sort((a, b) => b.pxPerCm - a.pxPerCm)
    .find(({ window }) => window.leftCm <= shown.leftCm && window.bottomCm + window.heightCm >= shown.topCm);
  if (zoom === undefined) throw new Error(`Expected a zoom of ${set.id} that shows the truth`);
  const setCrop: SetCrop = {
    ...{ zoom: zoom.name, uCm },
    leftPx: (shown.leftCm - zoom.window.leftCm) * zoom.pxPerCm,
    topPx: (zoom.window.bottomCm + zoom.window.heightCm - shown.topCm) * zoom.pxPerCm,
    widthPx: shown.widthCm * zoom.pxPerCm,
    heightPx: (shown.topCm - shown.bottomCm) * zoom.pxPerCm,
  };
  const stage = await readStage(setsFolder, set, zoom, false);
  const plate = await cropStage(stage, wholeCrop(setCrop, stage), size, set.tint?.usual ?? null);
  const large = await grey(matteFile).resize(size.widthPx, size.heightPx, { fit: 'fill', kernel: 'cubic' }).toBuffer();
  const cutout = await drawCutout(large, plate, lightShare);
  const placing = placingOf(large, size);
  const cut = { leftPx: 0, topPx: 0, ...size };
  const interior = { data: new Uint8Array(large.length), ...size };
  const placed: PlacedProduct = {
    cut,
    cutout,
    interior,
    interiorShare: 1,
    p: { ...cutout, channels: 3, data: new Uint8Array(0) },
  };
  return { sample, stage, setCrop, placed, placing, plate, matte, lightShare, widthPx, heightPx };
}

const grey = (file: Uint8Array) => sharp(file).toColourspace('b-w').raw();

/** The product in grey, as bright as it was rendered. */
async function drawCutout(matte: Uint8Array, plate: LinearRaster, lightShare: Float32Array): Promise<Raster> {
  const { widthPx, heightPx } = plate;
  const across = widthPx / finishScale;
  const data = new Uint8Array(4 * widthPx * heightPx);
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    const share = lightShare[Math.floor(y / finishScale) * across + Math.floor(x / finishScale)] ?? 0;
    data.fill(Math.round(255 * toEncoded(Math.min(1, share * luminanceAt(plate, at)))), 4 * at, 4 * at + 3);
    data[4 * at + 3] = matte[at] ?? 0;
  }
  return { data, channels: 4, widthPx, heightPx };
}

function placingOf(matte: Uint8Array, size: { widthPx: number; heightPx: number }): Placing {
  const box = boxOf(matte, size.widthPx);
  const pxPerU = Math.max(box.widthPx, box.heightPx);
  const crop = {
    left: -(box.leftPx + box.widthPx / 2) / pxPerU,
    bottom: -(size.heightPx - box.topPx - box.heightPx) / pxPerU,
    ...{ width: size.widthPx / pxPerU, height: size.heightPx / pxPerU },
  };
  return { ...size, scale: 1, pxPerU, cut: { leftPx: 0, topPx: 0, ...size }, box, crop, isSoft: false };
}

function boxOf(matte: Uint8Array, widthPx: number): PixelBox {
  let [left, right, top, bottom] = [widthPx, 0, Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < matte.length; at++) {
    if ((matte[at] ?? 0) < halfOpaque) continue;
    const [x, y] = [at % widthPx, Math.floor(at / widthPx)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x + 1), Math.min(top, y), Math.max(bottom, y + 1)];
  }
  return { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top };
}

/** How far from the product, in u, its light is compared. */
const aroundU = 0.5;
/** Matte above this hides what is behind it. */
const nothing = 2;

/** The RMS difference between the light's share in a finished picture and in the render, around the product, linear. */
export function shadowError(
  { plate, placing, matte, lightShare, widthPx, heightPx }: StudioTruth,
  lit: LinearRaster,
): number {
  const { box, pxPerU } = placing;
  const grown = { x: box.leftPx - aroundU * pxPerU, y: box.topPx - aroundU * pxPerU };
  const [right, bottom] = [box.leftPx + box.widthPx + aroundU * pxPerU, box.topPx + box.heightPx + aroundU * pxPerU];
  let [sum, count] = [0, 0];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [atX, atY] = [(x + 0.5) * finishScale, (y + 0.5) * finishScale];
      if (atX < grown.x || atY < grown.y || atX > right || atY > bottom) continue;
      if ((matte[y * widthPx + x] ?? 0) > nothing) continue;
      const share = meanLight(lit, x, y) / meanLight(plate, x, y);
      sum += (share - (lightShare[y * widthPx + x] ?? 0)) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

/** The mean luminance of a finished picture where the render has one pixel. */
function meanLight(picture: LinearRaster, x: number, y: number): number {
  let sum = 0;
  for (let down = 0; down < finishScale; down++) {
    for (let right = 0; right < finishScale; right++) {
      sum += luminanceAt(picture, (y * finishScale + down) * picture.widthPx + x * finishScale + right);
    }
  }
  return sum / finishScale ** 2;
}

/** So far below its contacts, in u, a product is seen to stand or to hang. */
const contactU = 0.06;
/** Columns that end within this share of the product's height above its base stand on it. */
const footReach = 0.04;

/**
 * The RMS difference between the light's share in a finished picture and in the render, linear, from the contacts to 0.06 u
 * below them. `raisedU`: as if the product had been put so much too high on what was shaded for it.
 */
export function contactError(truth: StudioTruth, lit: LinearRaster, raisedU = 0): number {
  const { plate, placing, matte, lightShare, widthPx, heightPx } = truth;
  const pxPerU = placing.pxPerU / finishScale;
  const raised = Math.round(raisedU * pxPerU);
  const highest = (placing.box.topPx + (1 - footReach) * placing.box.heightPx) / finishScale;
  let [sum, count] = [0, 0];
  for (let x = 0; x < widthPx; x++) {
    let foot = heightPx - 1;
    while (foot >= highest && (matte[foot * widthPx + x] ?? 0) < halfOpaque) foot--;
    if (foot < highest) continue;
    for (let y = foot + 1; y <= Math.min(heightPx - 1, foot + contactU * pxPerU); y++) {
      const share = meanLight(lit, x, y - raised) / meanLight(plate, x, y - raised);
      sum += (share - (lightShare[y * widthPx + x] ?? 0)) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}
