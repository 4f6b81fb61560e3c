import type { SetPlane, SetZoom, StudioPoint, StudioSet } from '../contracts/studio-set.ts';

/** What a picture shows of the picture plane: its window, and pixels a centimetre of it. */
export type ZoomView = Pick<SetZoom, 'window' | 'pxPerCm'>;
/** A place in a picture, pixels from its upper left corner, x right, y down. */
export type PicturePoint = { readonly xPx: number; readonly yPx: number };
/** Row by row, 3 x 3; carries (s, t, 1) to (x·w, y·w, w). */
export type Homography = readonly [number, number, number, number, number, number, number, number, number];
/** A plane's own coordinates: a point of it, and two directions of one centimetre along it. */
export type PlaneFrame = { readonly origin: StudioPoint; readonly along: StudioPoint; readonly across: StudioPoint };

const degrees = Math.PI / 180;
const minus = (a: StudioPoint, b: StudioPoint): StudioPoint => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: StudioPoint, b: StudioPoint): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const times = (a: StudioPoint, factor: number): StudioPoint => [a[0] * factor, a[1] * factor, a[2] * factor];
const unit = (a: StudioPoint): StudioPoint => times(a, 1 / Math.sqrt(dot(a, a)));

/** Where a place of the studio (cm) is seen in a zoom of the set; undefined behind the camera. */
export function projectPoint(set: StudioSet, zoom: ZoomView, place: StudioPoint): PicturePoint | undefined {
  const { forward, up } = viewOf(set);
  const seen = minus(place, set.camera.positionCm);
  const depth = dot(seen, forward);
  if (depth <= 0) return undefined;
  const scale = (set.camera.distanceCm / depth) * zoom.pxPerCm;
  const { leftCm, bottomCm, heightCm } = zoom.window;
  return {
    xPx: seen[0] * scale - leftCm * zoom.pxPerCm,
    yPx: (bottomCm + heightCm) * zoom.pxPerCm - dot(seen, up) * scale,
  };
}

/**
 * The frame of a plane: its first corner, the direction to its second corner, and the direction in the plane at right
 * angles to that, towards the rest of the polygon. `origin + s·along + t·across` with s and t in centimetres.
 */
export function planeFrame({ polygonCm }: SetPlane): PlaneFrame {
  const [origin, second, third] = polygonCm;
  if (origin === undefined || second === undefined || third === undefined) {
    throw new RangeError(`Expected a plane of at least three corners, got ${polygonCm.length}`);
  }
  const along = unit(minus(second, origin));
  const slanted = minus(third, origin);
  return { origin, along, across: unit(minus(slanted, times(along, dot(slanted, along)))) };
}

/**
 * The homography from a plane's own coordinates (s, t, centimetres in its frame) to pixels of a zoom. Its inverse says
 * where on the plane a pixel lies. A mirrored set's picture is mirrored after it.
 */
export function planeHomography(set: StudioSet, zoom: ZoomView, plane: SetPlane): Homography {
  const { forward, up } = viewOf(set);
  const { origin, along, across } = planeFrame(plane);
  const seen = minus(origin, set.camera.positionCm);
  const scale = set.camera.distanceCm * zoom.pxPerCm;
  const offsetX = -zoom.window.leftCm * zoom.pxPerCm;
  const offsetY = (zoom.window.bottomCm + zoom.window.heightCm) * zoom.pxPerCm;
  const column = (vector: StudioPoint) => {
    const depth = dot(vector, forward);
    return [vector[0] * scale + offsetX * depth, offsetY * depth - dot(vector, up) * scale, depth] as const;
  };
  const [s, t, one] = [column(along), column(across), column(seen)];
  return [s[0], t[0], one[0], s[1], t[1], one[1], s[2], t[2], one[2]];
}

function viewOf({ camera }: StudioSet): { forward: StudioPoint; up: StudioPoint } {
  const pitch = camera.pitchDegrees * degrees;
  return { forward: [0, Math.cos(pitch), -Math.sin(pitch)], up: [0, Math.sin(pitch), Math.cos(pitch)] };
}
