import type { PixelBox } from '../contracts/geometry.ts';
import type { Placing } from '../contracts/plan.ts';
import type { SetPlane, StudioPoint, StudioSet } from '../contracts/studio-set.ts';
import { type Homography, type PlaneFrame, planeFrame, planeHomography, type ZoomView } from '../sets/project-set.ts';
import { hideBehindStage } from './hide-behind-stage.ts';
import type { PlacedCutout } from './resample-product.ts';

/** What falls on a plane fades out over this much at the plane's edge, as at a rounded one. */
const featherCm = 0.6;

/** Cells of an output picture, each `cellPx` of its pixels a side. */
export type Grid = { readonly width: number; readonly height: number; readonly cellPx: number };
/** A product in a set. `crop` is the part of the zoom's picture that the output shows, in whole pixels. */
export type StudioScene = {
  readonly set: StudioSet;
  readonly view: ZoomView;
  readonly crop: PixelBox;
  readonly uCm: number;
  readonly placing: Placing;
  readonly placed: PlacedCutout;
};
/** The place of the set that a cell shows, cm; `share` is 1 well inside its plane and falls to 0 at its edge. */
export type StudioPlace = {
  readonly at: number;
  readonly point: StudioPoint;
  readonly share: number;
  readonly plane: SetPlane;
};

/** Every cell that shows one of the set's planes, once: where two lie behind each other, the first in the set's order, and no floor behind the stage's own body. */
export function* placesOnPlanes({ set, view, crop, placing }: StudioScene, grid: Grid): Generator<StudioPlace> {
  const isTaken = new Uint8Array(grid.width * grid.height);
  const stepX = (crop.widthPx / placing.widthPx) * grid.cellPx;
  const stepY = (crop.heightPx / placing.heightPx) * grid.cellPx;
  const isHidden = hideBehindStage(set);
  for (const plane of set.planes) {
    const frame = planeFrame(plane);
    const toPicture = planeHomography(set, view, plane);
    const toPlane = inverseOf(toPicture);
    const edges = edgesOf(plane, frame);
    for (let at = 0; at < isTaken.length; at++) {
      if (isTaken[at] === 1) continue;
      const x = crop.leftPx + ((at % grid.width) + 0.5) * stepX;
      const y = crop.topPx + (Math.floor(at / grid.width) + 0.5) * stepY;
      const place = carry(toPlane, x, y);
      const [s, t] = [place[0] / place[2], place[1] / place[2]];
      if (toPicture[6] * s + toPicture[7] * t + toPicture[8] <= 0) continue;
      const insideCm = distanceInside(edges, s, t);
      if (!(insideCm > 0)) continue;
      const point = pointOf(frame, s, t);
      if (plane.role === 'floor' && isHidden(point)) continue;
      isTaken[at] = 1;
      yield { at, point, share: smooth(Math.min(1, insideCm / featherCm)), plane };
    }
  }
}

/** A line along an edge of the polygon: s·a + t·b + c is how far inside it a place lies, cm. */
type Edge = { readonly a: number; readonly b: number; readonly c: number };

function edgesOf({ polygonCm }: SetPlane, { origin, along, across }: PlaneFrame): Edge[] {
  const corners = polygonCm.map(([x, y, z]) => {
    const from = [x - origin[0], y - origin[1], z - origin[2]] as const;
    return { s: dot(from, along), t: dot(from, across) };
  });
  return corners.map((corner, index) => {
    const next = corners[(index + 1) % corners.length] ?? corner;
    const length = Math.hypot(next.s - corner.s, next.t - corner.t);
    const [a, b] = [-(next.t - corner.t) / length, (next.s - corner.s) / length];
    return { a, b, c: -a * corner.s - b * corner.t };
  });
}

function distanceInside(edges: readonly Edge[], s: number, t: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { a, b, c } of edges) least = Math.min(least, a * s + b * t + c);
  return least;
}

const dot = (a: readonly [number, number, number], b: StudioPoint): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const smooth = (share: number): number => share * share * (3 - 2 * share);

const pointOf = ({ origin, along, across }: PlaneFrame, s: number, t: number): StudioPoint => [
  origin[0] + s * along[0] + t * across[0],
  origin[1] + s * along[1] + t * across[1],
  origin[2] + s * along[2] + t * across[2],
];

const carry = (h: Homography, x: number, y: number): readonly [number, number, number] => [
  h[0] * x + h[1] * y + h[2],
  h[3] * x + h[4] * y + h[5],
  h[6] * x + h[7] * y + h[8],
];

/** Up to a factor, which a homography does not have. */
function inverseOf([a, b, c, d, e, f, g, h, i]: Homography): Homography {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}
