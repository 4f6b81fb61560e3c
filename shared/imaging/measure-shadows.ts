import type { LabView } from './lab-view.ts';

const halfOpaque = 128;
const clear = 2;
/** The ground right beside the product, in pixels of the view, and far from it, as shares of u. */
const nearPx = [2, 3, 4] as const;
const farShare = [0.14, 0.18, 0.22, 0.26] as const;
/** Columns that end this far above the base, as shares of the height, count as base, as middle and as high. */
const [baseEnd, middleStart, middleEnd] = [0.05, 0.12, 0.4] as const;
/** Fewer columns than this share of the width say nothing. */
const minShare = 0.02;

/**
 * How much darker (in L*) the ground is right beside the product than farther out: below what ends at the base, in the
 * middle and high up, and above, left and right of the product. Null where nothing of it is seen.
 */
export type Shadows = {
  readonly base: number | null;
  readonly middle: number | null;
  readonly high: number | null;
  readonly above: number | null;
  readonly left: number | null;
  readonly right: number | null;
};

/** Measures the shadows around the product in a view; `longSidePx` is u in pixels of the view. */
export function measureShadows(view: LabView, longSidePx: number): Shadows {
  const { widthPx, heightPx } = view;
  const down = castRays(view, longSidePx, { lines: widthPx, length: heightPx, isVertical: true, isFromEnd: true });
  const up = castRays(view, longSidePx, { lines: widthPx, length: heightPx, isVertical: true, isFromEnd: false });
  const left = castRays(view, longSidePx, { lines: heightPx, length: widthPx, isVertical: false, isFromEnd: false });
  const right = castRays(view, longSidePx, { lines: heightPx, length: widthPx, isVertical: false, isFromEnd: true });
  const base = Math.max(...down.map(({ edge }) => edge));
  const top = Math.min(...up.map(({ edge }) => edge));
  const ending = (from: number, to: number) =>
    down.filter(({ edge }) => (base - edge) / (base - top + 1) >= from && (base - edge) / (base - top + 1) < to);
  return {
    base: typical(ending(0, baseEnd), down.length),
    middle: typical(ending(middleStart, middleEnd), down.length),
    high: typical(ending(middleEnd, 1), down.length),
    above: typical(up, up.length),
    left: typical(left, left.length),
    right: typical(right, right.length),
  };
}

type Rays = {
  readonly lines: number;
  readonly length: number;
  readonly isVertical: boolean;
  readonly isFromEnd: boolean;
};
/** Where a line from the frame's edge first meets the product, and by how much the ground darkens up to there. */
type Ray = { readonly edge: number; readonly drop: number | null };

function castRays({ lab, matte, widthPx }: LabView, longSidePx: number, rays: Rays): Ray[] {
  const { lines, length, isVertical, isFromEnd } = rays;
  const found: Ray[] = [];
  for (let line = 0; line < lines; line++) {
    const pixelAt = (at: number) => (isVertical ? at * widthPx + line : line * widthPx + at);
    const inward = isFromEnd ? -1 : 1;
    let edge = isFromEnd ? length - 1 : 0;
    while (edge >= 0 && edge < length && (matte.data[pixelAt(edge)] ?? 0) < halfOpaque) edge += inward;
    if (edge < 0 || edge >= length) continue;
    const lightness = (distances: readonly number[]): number | null => {
      const seen = distances.map((distance) => edge - inward * Math.round(distance));
      const ground = seen.filter((at) => at >= 0 && at < length && (matte.data[pixelAt(at)] ?? 0) <= clear);
      if (ground.length === 0) return null;
      return ground.reduce((sum, at) => sum + (lab[3 * pixelAt(at)] ?? 0), 0) / ground.length;
    };
    const near = lightness(nearPx);
    const far = lightness(farShare.map((share) => share * longSidePx));
    found.push({ edge, drop: near === null || far === null ? null : far - near });
  }
  return found;
}

/** The median drop; null where too few of `lines` lines have one. */
function typical(rays: readonly Ray[], lines: number): number | null {
  const drops = rays.flatMap(({ drop }) => (drop === null ? [] : [drop])).sort((a, b) => a - b);
  return drops.length < minShare * lines ? null : (drops[Math.floor(drops.length / 2)] ?? null);
}
