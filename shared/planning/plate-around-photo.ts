import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import { passesAroundPhoto } from './passes-around-photo.ts';
import { type PhotoSize, photoInUnits, rectAround, sizeAround } from './photo-in-units.ts';
import type { PlateRules } from './plan-plates.ts';
import {
  canvasStepPx,
  maxCanvasPixels,
  maxCanvasSidePx,
  type PlateCanvas,
  type PlateNeed,
  softPlateEnlargementLimit,
} from './plate-canvas.ts';
import { mostGrowth } from './plate-passes.ts';
import { rightOf, topOf, unionOf } from './unit-rect.ts';

/** Below this engines take no canvas. */
const minCanvasSidePx = 256;
/** What is less than this beyond the photo, in pixels, is the rounding of lengths in u. */
const tolerancePx = 0.05;

/**
 * How plates around a whole photo are planned: the photo lies on whole pixels of each canvas, the first pass keeps it,
 * and nothing is painted at a side that no picture shows. They are as fine as the pictures, or as the photo itself, where
 * the largest canvas allows it: beside a sharp photo a softer plate shows where the photo ends.
 */
export function plateAroundPhoto(facts: PhotoSize): PlateRules {
  const photo = photoInUnits(facts);
  const ownPxPerU = Math.max(facts.box.widthPx, facts.box.heightPx);
  return {
    rectOf: (crop) => unionOf(crop, photo),
    canvasFor: (need) => canvasAround(photo, need, Math.min(need.pxPerU, ownPxPerU)),
    planPasses: (plate) => passesAroundPhoto(photo, plate),
  };
}

/** As fine as `wanted` (pixels a u), or as can be painted; undefined where a picture would be enlarged beyond 2x. */
function canvasAround(photo: UnitRect, { rect, pxPerU }: PlateNeed, wanted: number): PlateCanvas | undefined {
  const photoSide = Math.min(photo.width, photo.height);
  const least = Math.max(minCanvasSidePx / Math.min(rect.width, rect.height), minCanvasSidePx / mostGrowth / photoSide);
  const largest = Math.sqrt(maxCanvasPixels / (rect.width * rect.height));
  let plate = canvasAt(photo, rect, Math.min(largest, Math.max(wanted, least)));
  while (isTooLarge(plate.canvas)) plate = canvasAt(photo, rect, plate.pxPerU - canvasStepPx / photoSide);
  const enlargement = pxPerU / plate.pxPerU;
  if (isTooSmall(plate.canvas) || enlargement > softPlateEnlargementLimit) return undefined;
  const pixels = plate.canvas.widthPx * plate.canvas.heightPx;
  return { ...plate, pixels, wantedPixels: rect.width * rect.height * wanted * wanted, enlargement };
}

const isTooLarge = ({ widthPx, heightPx }: SizePx): boolean =>
  widthPx * heightPx > maxCanvasPixels || Math.max(widthPx, heightPx) > maxCanvasSidePx;
const isTooSmall = ({ widthPx, heightPx }: SizePx): boolean => Math.min(widthPx, heightPx) < minCanvasSidePx;

/** A canvas of about `pxPerU` that holds a rectangle. Where that ends with the photo, so does the canvas. */
function canvasAt(photo: UnitRect, rect: UnitRect, pxPerU: number): Pick<PlateCanvas, 'rect' | 'pxPerU' | 'canvas'> {
  const beyond = {
    left: photo.left - rect.left,
    right: rightOf(rect) - rightOf(photo),
    top: topOf(rect) - topOf(photo),
    bottom: photo.bottom - rect.bottom,
  };
  const wholePx = (length: number, scale: number) => (length * scale < tolerancePx ? 0 : Math.ceil(length * scale));
  const isWider = wholePx(Math.max(beyond.left, beyond.right), pxPerU) > 0;
  const isTaller = wholePx(Math.max(beyond.top, beyond.bottom), pxPerU) > 0;
  // Along a side that is not continued the photo itself must be a whole number of steps.
  const lead = isWider ? photo.height : photo.width;
  const exact = (isWider && isTaller ? Math.round(lead * pxPerU) : toSteps(lead * pxPerU)) / lead;
  const widthPx = Math.round(photo.width * exact);
  const heightPx = Math.round(photo.height * exact);
  const [left, right] = inSteps(wholePx(beyond.left, exact), wholePx(beyond.right, exact), widthPx);
  const [top, bottom] = inSteps(wholePx(beyond.top, exact), wholePx(beyond.bottom, exact), heightPx);
  const around = { widthPx, heightPx, left, top, right, bottom };
  return { rect: rectAround(photo, around, exact), pxPerU: exact, canvas: sizeAround(around) };
}

const toSteps = (px: number): number => Math.ceil((px - tolerancePx) / canvasStepPx) * canvasStepPx;

/** What lies before and behind the photo; what is missing to whole steps is added where there is something already. */
function inSteps(before: number, behind: number, photoPx: number): readonly [number, number] {
  const length = before + photoPx + behind;
  const spare = toSteps(length) - length;
  return behind > 0 || before === 0 ? [before, behind + spare] : [before + spare, behind];
}
