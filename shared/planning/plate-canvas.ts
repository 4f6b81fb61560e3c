import type { SizePx, UnitRect } from '../contracts/geometry.ts';

/** Plates are cut from this grid, so that products of like shape share one plate (contracts: ids). */
export const gridStepU = 0.25;
/** Engines take canvases in multiples of 16 px. */
export const canvasStepPx = 16;
/** A quarter of u is a whole number of 16 px steps: then every rectangle on the grid is a canvas without rounding. */
const pxPerUStep = canvasStepPx / gridStepU;
/** A background that is enlarged further than this looks soft behind a sharp product (docs/imaging.md). */
export const plateEnlargementLimit = 1.5;
/** The last resort where the canvas cannot grow any more; the receipt says how far the plate was enlarged. */
export const softPlateEnlargementLimit = 2;
/** What three passes of at most 2x reach from a hero of one megapixel. */
export const maxCanvasPixels = 4_500_000;
export const maxCanvasSidePx = 4096;

/** The shortest side that every engine with weights paints (gpu-container/engines.json). */
export const leastDiffusionSidePx = 256;

/** What a slot, or a group of slots, needs of a plate: a rectangle in u, and output pixels a u in it. */
export type PlateNeed = { readonly rect: UnitRect; readonly pxPerU: number };
/** A plate to paint; `enlargement` is how far the need with the most pixels a u is enlarged from it. */
export type PlateCanvas = {
  readonly rect: UnitRect;
  readonly pxPerU: number;
  readonly canvas: SizePx;
  readonly pixels: number;
  /** The pixels that would keep the enlargement at 1.5x: more than `pixels` where the canvas is the largest there is. */
  readonly wantedPixels: number;
  readonly enlargement: number;
};

/**
 * The smallest canvas that serves a need without enlarging it beyond 1.5x, or, where that takes more than 4 megapixels
 * or 4096 px, the largest canvas there is. `need.rect` lies on the quarter-u grid. Undefined where even the largest
 * would be enlarged beyond 2x, or has a side below `leastSidePx`.
 */
export function canvasFor(need: PlateNeed, leastSidePx = 0): PlateCanvas | undefined {
  const { rect } = need;
  const wanted = Math.ceil(need.pxPerU / plateEnlargementLimit / pxPerUStep) * pxPerUStep;
  const least = leastPxPerU(rect, leastSidePx);
  const pxPerU = Math.min(Math.max(wanted, least), mostPxPerU(rect));
  if (pxPerU === 0 || pxPerU < least || need.pxPerU / pxPerU > softPlateEnlargementLimit) return undefined;
  const canvas = { widthPx: Math.round(rect.width * pxPerU), heightPx: Math.round(rect.height * pxPerU) };
  return {
    rect,
    pxPerU,
    canvas,
    pixels: canvas.widthPx * canvas.heightPx,
    wantedPixels: rect.width * rect.height * wanted * wanted,
    enlargement: need.pxPerU / pxPerU,
  };
}

/** A rectangle on the grid, made higher or wider on both sides where it is too thin for canvases of `leastSidePx` a side. */
export function thickened(rect: UnitRect, leastSidePx: number): UnitRect {
  let { left, bottom, width, height } = rect;
  while (leastPxPerU({ width, height }, leastSidePx) > mostPxPerU({ width, height })) {
    if (width === height) return rect;
    if (width > height) [bottom, height] = [bottom - gridStepU, Math.min(width, height + 2 * gridStepU)];
    else [left, width] = [left - gridStepU, Math.min(height, width + 2 * gridStepU)];
  }
  return { left, bottom, width, height };
}

type Sides = Pick<UnitRect, 'width' | 'height'>;

const leastPxPerU = ({ width, height }: Sides, leastSidePx: number): number =>
  Math.ceil(leastSidePx / Math.min(width, height) / pxPerUStep) * pxPerUStep;

function mostPxPerU({ width, height }: Sides): number {
  const byPixels = Math.sqrt(maxCanvasPixels / (width * height));
  const bySide = maxCanvasSidePx / Math.max(width, height);
  return Math.floor(Math.min(byPixels, bySide) / pxPerUStep) * pxPerUStep;
}
