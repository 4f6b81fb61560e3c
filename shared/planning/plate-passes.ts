import type { UnitRect } from '../contracts/geometry.ts';
import type { PaintPass } from '../contracts/plan.ts';
import { canvasStepPx, type PlateCanvas } from './plate-canvas.ts';
import { roundUnit, topOf } from './unit-rect.ts';

/** What diffusion models were trained on, and paint best: about one megapixel. */
const heroPixels = 1024 * 1024;
/** A canvas a little larger than the hero is painted at once: a further pass costs more than it saves. */
const mostPixelsAtOnce = 1.4 * heroPixels;
/** Outpainting further than this at a time loses the scene. */
export const mostGrowth = 2;

/** One stretch of the canvas that the hero takes: offset and length in px along one side. */
type Stretch = { readonly offsetPx: number; readonly lengthPx: number };
/** What of a side, as shares of it from its beginning, the hero shows at least. */
type Shown = readonly [from: number, to: number];
const nothing: Shown = [1, 0];

/**
 * How a plate is painted: the hero first, about one megapixel around the product's place, then outpainted to the
 * plate's full width (`wide`) and full height (`tall`), each by at most 2x. A pass that would add nothing is left out,
 * so a small plate is its hero. A hero that has to show a rectangle as a whole (`heroShows`, in u) is as large as that
 * takes. The last pass is the plate's canvas; `keep` is where the picture so far lies on it.
 */
export function planPasses(plate: PlateCanvas, heroShows: UnitRect | null = null): PaintPass[] {
  const { widthPx, heightPx } = plate.canvas;
  const [acrossShare, downShare] = heroShares(widthPx, heightPx);
  const [shownAcross, shownDown] = heroShows === null ? [nothing, nothing] : sharesOf(heroShows, plate.rect);
  const across = stretch(widthPx, acrossShare, -plate.rect.left / plate.rect.width, shownAcross);
  const down = stretch(heightPx, downShare, (plate.rect.bottom + plate.rect.height) / plate.rect.height, shownDown);
  const hero = passOn(plate, 'hero', across, down, null);
  const passes = [hero];
  const full = { offsetPx: 0, lengthPx: widthPx };
  if (across.lengthPx < widthPx) {
    const keep = { leftPx: across.offsetPx, topPx: 0, widthPx: across.lengthPx, heightPx: down.lengthPx };
    passes.push(passOn(plate, 'wide', full, down, keep));
  }
  if (down.lengthPx < heightPx) {
    const keep = { leftPx: 0, topPx: down.offsetPx, widthPx, heightPx: down.lengthPx };
    passes.push(passOn(plate, 'tall', full, { offsetPx: 0, lengthPx: heightPx }, keep));
  }
  return passes;
}

/** The hero's share of the canvas, across and down: the longer side gives first, and neither gives more than half. */
function heroShares(widthPx: number, heightPx: number): readonly [number, number] {
  const pixels = widthPx * heightPx;
  if (pixels <= mostPixelsAtOnce) return [1, 1];
  const share = heroPixels / pixels;
  const longer = Math.max(1 / mostGrowth, share);
  const shorter = pixels * longer <= mostPixelsAtOnce ? 1 : Math.max(1 / mostGrowth, share / longer);
  return widthPx >= heightPx ? [longer, shorter] : [shorter, longer];
}

/** What a rectangle takes of another one across and down, both in u; what lies beyond it is left out. */
function sharesOf(inner: UnitRect, outer: UnitRect): readonly [across: Shown, down: Shown] {
  const shares = (start: number, length: number, side: number): Shown => [
    Math.max(0, start / side),
    Math.min(1, (start + length) / side),
  ];
  return [
    shares(inner.left - outer.left, inner.width, outer.width),
    shares(topOf(outer) - topOf(inner), inner.height, outer.height),
  ];
}

/**
 * A stretch of whole 16 px steps that divides the canvas before and behind it as `origin` (0..1) does, as nearly as it
 * can where it has to show a part of the side.
 */
function stretch(sidePx: number, share: number, origin: number, shown: Shown): Stretch {
  const steps = Math.round(sidePx / canvasStepPx);
  const [from, to] = [Math.floor(shown[0] * steps), Math.ceil(shown[1] * steps)];
  const length = Math.max(Math.ceil(steps * share), to - from);
  const centred = Math.round((steps - length) * origin);
  const offset = Math.min(steps - length, from, Math.max(0, to - length, centred));
  return { offsetPx: offset * canvasStepPx, lengthPx: length * canvasStepPx };
}

function passOn(
  { rect, pxPerU }: PlateCanvas,
  name: PaintPass['name'],
  across: Stretch,
  down: Stretch,
  keep: PaintPass['keep'],
): PaintPass {
  const top = rect.bottom + rect.height - down.offsetPx / pxPerU;
  return {
    name,
    canvas: { widthPx: across.lengthPx, heightPx: down.lengthPx },
    rect: {
      left: roundUnit(rect.left + across.offsetPx / pxPerU),
      bottom: roundUnit(top - down.lengthPx / pxPerU),
      width: roundUnit(across.lengthPx / pxPerU),
      height: roundUnit(down.lengthPx / pxPerU),
    },
    keep,
  };
}
