import type { SizePx, UnitRect } from '../contracts/geometry.ts';
import { rectAround, sizeAround, sizeOnCanvas, tolerancePx } from './photo-in-units.ts';
import {
  canvasStepPx,
  leastDiffusionSidePx,
  maxCanvasPixels,
  maxCanvasSidePx,
  type PlateCanvas,
  type PlateNeed,
  softPlateEnlargementLimit,
} from './plate-canvas.ts';
import { mostGrowth } from './plate-passes.ts';
import { rightOf, topOf } from './unit-rect.ts';

/**
 * The canvas around a photo (in u, of `ownPxPerU` pixels a u itself) for a need, which holds the photo: as fine as the
 * pictures or the photo, where that can be painted, because beside a sharp photo a softer plate shows where the photo
 * ends. The photo lies on whole pixels of it, and it goes on at no side that the need does not show. Undefined where even
 * the finest would be enlarged beyond 2x.
 */
export function canvasAroundPhoto(photo: UnitRect, ownPxPerU: number, need: PlateNeed): PlateCanvas | undefined {
  const { rect, pxPerU } = need;
  const wanted = Math.min(pxPerU, ownPxPerU);
  const photoSide = Math.min(photo.width, photo.height);
  const least = Math.max(
    leastDiffusionSidePx / Math.min(rect.width, rect.height),
    leastDiffusionSidePx / mostGrowth / photoSide,
  );
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
const isTooSmall = ({ widthPx, heightPx }: SizePx): boolean => Math.min(widthPx, heightPx) < leastDiffusionSidePx;

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
  const { widthPx, heightPx } = sizeOnCanvas(photo, exact);
  const [across, down] = [widthPx / photo.width, heightPx / photo.height];
  const [left, right] = inSteps(wholePx(beyond.left, across), wholePx(beyond.right, across), widthPx);
  const [top, bottom] = inSteps(wholePx(beyond.top, down), wholePx(beyond.bottom, down), heightPx);
  const around = { widthPx, heightPx, left, top, right, bottom };
  return { rect: rectAround(photo, around), pxPerU: exact, canvas: sizeAround(around) };
}

const toSteps = (px: number): number => Math.ceil((px - tolerancePx) / canvasStepPx) * canvasStepPx;

/** What lies before and behind the photo; what is missing to whole steps is added where there is something already. */
function inSteps(before: number, behind: number, photoPx: number): readonly [number, number] {
  const length = before + photoPx + behind;
  const spare = toSteps(length) - length;
  return behind > 0 || before === 0 ? [before, behind + spare] : [before + spare, behind];
}
