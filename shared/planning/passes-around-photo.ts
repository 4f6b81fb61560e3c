import type { PixelBox, UnitRect } from '../contracts/geometry.ts';
import type { PaintPass } from '../contracts/plan.ts';
import { rectAround, sizeAround, sizeOnCanvas } from './photo-in-units.ts';
import { canvasStepPx, type PlateCanvas } from './plate-canvas.ts';
import { mostGrowth } from './plate-passes.ts';
import { topOf } from './unit-rect.ts';

/** A stretch of the canvas along one side, in px. */
type Stretch = { readonly offsetPx: number; readonly lengthPx: number };

/**
 * How a plate around a photo (in u) is painted: first all around the photo, which it keeps, to at most 2x its sides
 * (`hero`), then to the plate's full width (`wide`) and height (`tall`). A pass that would add nothing is left out.
 */
export function passesAroundPhoto(photo: UnitRect, { rect, pxPerU, canvas }: PlateCanvas): PaintPass[] {
  const size = sizeOnCanvas(photo, pxPerU);
  const leftPx = Math.round(((photo.left - rect.left) * size.widthPx) / photo.width);
  const topPx = Math.round(((topOf(rect) - topOf(photo)) * size.heightPx) / photo.height);
  const passOn = (name: PaintPass['name'], across: Stretch, down: Stretch, keep: PaintPass['keep']): PaintPass => {
    const left = leftPx - across.offsetPx;
    const top = topPx - down.offsetPx;
    const right = across.lengthPx - left - size.widthPx;
    const bottom = down.lengthPx - top - size.heightPx;
    const around = { ...size, left, top, right, bottom };
    return { name, canvas: sizeAround(around), rect: rectAround(photo, around), keep };
  };
  const wide = { offsetPx: 0, lengthPx: canvas.widthPx };
  const tall = { offsetPx: 0, lengthPx: canvas.heightPx };
  const across = firstStretch(canvas.widthPx, leftPx, size.widthPx);
  const down = firstStretch(canvas.heightPx, topPx, size.heightPx);
  const photoOnHero = { leftPx: leftPx - across.offsetPx, topPx: topPx - down.offsetPx, ...size };
  const hero = passOn('hero', across, down, photoOnHero);
  const passes = [hero];
  if (across.lengthPx < canvas.widthPx) {
    passes.push(passOn('wide', wide, down, { leftPx: across.offsetPx, topPx: 0, ...hero.canvas }));
  }
  if (down.lengthPx < canvas.heightPx) {
    const keep = { leftPx: 0, topPx: down.offsetPx, widthPx: canvas.widthPx, heightPx: down.lengthPx };
    passes.push(passOn('tall', wide, tall, keep));
  }
  return passes;
}

/** What the first pass takes of a side: all of it, or twice the photo, with as much before it as the whole has. */
function firstStretch(sidePx: number, beforePx: number, photoPx: number): Stretch {
  // Whole steps may go a step further: no pass is worth that.
  if (sidePx <= mostGrowth * photoPx + canvasStepPx) return { offsetPx: 0, lengthPx: sidePx };
  const lengthPx = Math.floor((mostGrowth * photoPx) / canvasStepPx) * canvasStepPx;
  return { offsetPx: Math.round(((sidePx - lengthPx) * beforePx) / (sidePx - photoPx)), lengthPx };
}

/** Where the photo lies on a plate that was painted around it by these passes, in pixels; undefined for other plates. */
export function photoOnPlate([hero, ...later]: readonly PaintPass[]): PixelBox | undefined {
  if (hero === undefined || hero.keep === null) return undefined;
  let { leftPx, topPx } = hero.keep;
  for (const { keep } of later) {
    leftPx += keep?.leftPx ?? 0;
    topPx += keep?.topPx ?? 0;
  }
  return { ...hero.keep, leftPx, topPx };
}
