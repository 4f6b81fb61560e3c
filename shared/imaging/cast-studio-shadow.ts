import type { SetPlane, StudioPoint, StudioSet } from '../contracts/studio-set.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { planeFrame } from '../sets/project-set.ts';
import { coverCells } from './cover-cells.ts';
import { lyingBody } from './lying-body.ts';
import { erode } from './morphology.ts';
import { type Field, softBlur } from './soft-blur.ts';
import { standingBody } from './standing-body.ts';
import { type Grid, placesOnPlanes, type StudioScene } from './studio-places.ts';

/** The key light is sampled in a grid, more finely across, where its edges draw the shadow's sides. */
const samplesAcross = 5;
const samplesUp = 4;
const keySampleCount = samplesAcross * samplesUp;
/** So many directions of the room's light. */
const directionCount = 16;
/**
 * The cells of a square of so many a side each look at other places of the key and at other directions of the room; the
 * blur, in cells, joins them, so that no single place draws an edge.
 */
const patternSide = 3;
const joiningSigma = { key: 1, room: 1.5 } as const;
/** The blur reaches so many cells: what the product hides further than that from its outline is not asked for. */
const blurReach = 6;
const opaque = 255;
/** Directions in a spiral, each turned by this from the last, fill a disc evenly (Vogel, Math. Biosciences 44, 1979). */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));
/** As far as any room reaches. */
const farCm = 2000;

/**
 * A straight way from a place (cm from the stage point) along a vector (cm) to its end: x, y, z of both. A picture has a
 * million of them, written one after the other into the same six places, so that none is allocated.
 */
export type Way = Float64Array;
/** Whether a product is met on a way. */
export type Blocks = (way: Way) => boolean;
/** How much of the light of the key, and of the room (the same from all sides), a product keeps from each cell, 0..1. */
export type KeptLight = { readonly key: Field; readonly room: Field };

/**
 * The light that the product keeps from the set's planes: the mean over 20 places of the key's rectangle and over 16
 * directions above each plane of whether the product's body (standing-body.ts, lying-body.ts) stands in the way, each
 * plane within its polygon.
 */
export function castStudioShadow(scene: StudioScene, grid: Grid): KeptLight {
  const { set } = scene;
  const blocks = isSeenFromAbove(set) ? lyingBody(scene) : standingBody(scene);
  const lights = Array.from({ length: patternSide ** 2 }, (_, index) => sampleKey(set, index));
  const ways = new Map(set.planes.map((plane) => [plane, sampleRoom(plane)]));
  const [key, room] = [new Float32Array(grid.width * grid.height), new Float32Array(grid.width * grid.height)];
  const way = new Float64Array(6);
  const hidden = erode(coverCells(scene.placed, grid), blurReach).data;
  for (const { at, point, share, plane } of placesOnPlanes(scene, grid)) {
    if (hidden[at] === opaque) continue;
    const from = minus(point, set.stageCm);
    way.set(from);
    const row = Math.floor(at / grid.width);
    const look = (row % patternSide) * patternSide + ((at % grid.width) % patternSide);
    let kept = 0;
    for (const to of lights[look] ?? []) {
      for (let axis = 0; axis < 3; axis++) way[3 + axis] = (to[axis] ?? 0) - (from[axis] ?? 0);
      if (blocks(way)) kept++;
    }
    key[at] = (share * kept) / keySampleCount;
    // The body under a raised stage stands between the product and what lies below.
    if (plane.role === 'floor') continue;
    kept = 0;
    for (const along of ways.get(plane)?.[look] ?? []) {
      way.set(along, 3);
      if (blocks(way)) kept++;
    }
    room[at] = (share * kept) / directionCount;
  }
  const { width, height } = grid;
  return {
    key: softBlur({ data: key, width, height }, joiningSigma.key, joiningSigma.key),
    room: softBlur({ data: room, width, height }, joiningSigma.room, joiningSigma.room),
  };
}

const minus = (a: StudioPoint, b: StudioPoint): StudioPoint => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

/** Places of the key's rectangle, one in each part of it, from the stage point; `index` says where in its part. */
function sampleKey({ keyLight: { cornersCm }, stageCm }: StudioSet, index: number): StudioPoint[] {
  const [a, b, c, d] = cornersCm;
  const [inX, inY] = [
    ((index % patternSide) + 0.5) / patternSide,
    (Math.floor(index / patternSide) + 0.5) / patternSide,
  ];
  return Array.from({ length: keySampleCount }, (_, sample): StudioPoint => {
    const u = ((sample % samplesAcross) + inX) / samplesAcross;
    const v = (Math.floor(sample / samplesAcross) + inY) / samplesUp;
    const mix = (axis: 0 | 1 | 2) =>
      a[axis] * (1 - u) * (1 - v) + b[axis] * u * (1 - v) + c[axis] * u * v + d[axis] * (1 - u) * v;
    return minus([mix(0), mix(1), mix(2)], stageCm);
  });
}

/**
 * Vectors as far as the room reaches above a plane, as dense as a matte surface weighs them: even in the disc below them.
 * One set of them for each cell of the square.
 */
function sampleRoom(plane: SetPlane): StudioPoint[][] {
  const { along, across } = planeFrame(plane);
  const normal: StudioPoint = [
    along[1] * across[2] - along[2] * across[1],
    along[2] * across[0] - along[0] * across[2],
    along[0] * across[1] - along[1] * across[0],
  ];
  // Planes are seen from their lit side: from above, or from the front.
  const side = normal[2] - normal[1] < 0 ? -1 : 1;
  return Array.from({ length: patternSide ** 2 }, (_, turn) =>
    Array.from({ length: directionCount }, (_unused, index): StudioPoint => {
      const share = (index + 0.5) / directionCount;
      const angle = index * goldenAngle + (turn / patternSide ** 2) * 2 * Math.PI;
      const [a, b, c] = [Math.sqrt(share) * Math.cos(angle), Math.sqrt(share) * Math.sin(angle), Math.sqrt(1 - share)];
      const reach = (axis: 0 | 1 | 2) => farCm * (a * along[axis] + b * across[axis] + side * c * normal[axis]);
      return [reach(0), reach(1), reach(2)];
    }),
  );
}
