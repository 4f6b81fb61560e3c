import type { StudioSet } from '../../shared/contracts/studio-set.ts';
import { castStudioShadow } from '../../shared/imaging/cast-studio-shadow.ts';
import { contactRows } from '../../shared/imaging/contact-set.ts';
import { groundOf } from '../../shared/imaging/find-ground.ts';
import type { LinearRaster } from '../../shared/imaging/raster.ts';
import { gridOf } from '../../shared/imaging/shade-scene.ts';
import { placesOnPlanes, type StudioScene } from '../../shared/imaging/studio-places.ts';
import { isSeenFromAbove } from '../../shared/sets/is-seen-from-above.ts';

/** So many pixels under the contact set are looked at. */
const underPx = 3;
const seenAlpha = 8;
const degreesPerRadian = 180 / Math.PI;

/** The luminance of a pixel in linear light. */
export const luminanceAt = ({ data }: LinearRaster, at: number): number =>
  0.2126 * (data[3 * at] ?? 0) + 0.7152 * (data[3 * at + 1] ?? 0) + 0.0722 * (data[3 * at + 2] ?? 0);

/** The median light of the 3 px under a product's contact set (docs/imaging.md), as a share of what it is without the product. */
export function contactLight(empty: LinearRaster, lit: LinearRaster, { placed, placing }: StudioScene): number {
  const shares: number[] = [];
  for (const [column, row] of contactRows(placed, placing, 0).entries()) {
    const x = placed.cut.leftPx + column;
    if (row < 0 || x < 0 || x >= empty.widthPx) continue;
    for (let down = 1; down <= underPx; down++) {
      const at = (placed.cut.topPx + row + down) * empty.widthPx + x;
      if (at < empty.widthPx * empty.heightPx) shares.push(luminanceAt(lit, at) / luminanceAt(empty, at));
    }
  }
  return shares.sort((a, b) => a - b)[Math.floor(shares.length / 2)] ?? 1;
}

/**
 * Degrees on the stage between the way from where the product stands to the middle of the shadow that is seen, and the way
 * from a set's key light; NaN where no shadow is seen.
 */
export function degreesOffKey(scene: StudioScene, { keyLight }: StudioSet): number {
  const grid = gridOf(scene);
  const { key } = castStudioShadow(scene, grid);
  const onStage = [...placesOnPlanes(scene, grid)].filter(({ plane }) => plane.role === 'stage');
  const [footX, footY] = footOf(scene);
  let [x, y] = [0, 0];
  for (const { at, point } of onStage) {
    if (isCovered(scene, grid.cellPx, at % grid.width, Math.floor(at / grid.width))) continue;
    x += (key.data[at] ?? 0) * (point[0] - footX);
    y += (key.data[at] ?? 0) * (point[1] - footY);
  }
  const from = (axis: 0 | 1) => keyLight.cornersCm.reduce((sum, corner) => sum + corner[axis] / 4, 0);
  const away = [footX - from(0), footY - from(1)] as const;
  return Math.acos((x * away[0] + y * away[1]) / (Math.hypot(x, y) * Math.hypot(...away))) * degreesPerRadian;
}

/** The middle of a standing product's base; a lying one is where its stage is. */
function footOf(scene: StudioScene): readonly [number, number] {
  const [x, y] = scene.set.stageCm;
  return isSeenFromAbove(scene.set) ? [x, y] : [x, y + groundOf(scene).awayCm];
}

function isCovered({ placed: { cut, cutout } }: StudioScene, cellPx: number, cellX: number, cellY: number): boolean {
  const column = Math.floor((cellX + 0.5) * cellPx) - cut.leftPx;
  const row = Math.floor((cellY + 0.5) * cellPx) - cut.topPx;
  if (column < 0 || row < 0 || column >= cut.widthPx || row >= cut.heightPx) return false;
  return (cutout.data[4 * (row * cut.widthPx + column) + 3] ?? 0) >= seenAlpha;
}

/** The most of its light, 0..1, that a pixel loses which is further from every plane of the set than shadows are soft. */
export function shadeOffPlanes(empty: LinearRaster, lit: LinearRaster, scene: StudioScene): number {
  const grid = gridOf(scene);
  const isNear = new Uint8Array(grid.width * grid.height);
  for (const { at } of placesOnPlanes(scene, grid)) markAround(isNear, grid.width, grid.height, at);
  let most = 0;
  for (let at = 0; at < empty.widthPx * empty.heightPx; at++) {
    const [x, y] = [at % empty.widthPx, Math.floor(at / empty.widthPx)];
    const cell = Math.floor(y / grid.cellPx) * grid.width + Math.floor(x / grid.cellPx);
    if (isNear[cell] === 0) most = Math.max(most, 1 - luminanceAt(lit, at) / luminanceAt(empty, at));
  }
  return most;
}

/** Blur and enlarging carry shade over a plane's edge by so many cells. */
const softCells = 10;

function markAround(marks: Uint8Array, width: number, height: number, at: number): void {
  const [x, y] = [at % width, Math.floor(at / width)];
  const [left, right] = [Math.max(0, x - softCells), Math.min(width - 1, x + softCells)];
  if (marks[at] === 2) return;
  marks[at] = 2;
  for (let row = Math.max(0, y - softCells); row <= Math.min(height - 1, y + softCells); row++) {
    for (let column = left; column <= right; column++)
      if (marks[row * width + column] === 0) marks[row * width + column] = 1;
  }
}
