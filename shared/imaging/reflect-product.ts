import { linearOfLevel } from './colour.ts';
import { contactRows } from './contact-set.ts';
import type { LinearRaster } from './raster.ts';
import { type Field, softBlur } from './soft-blur.ts';
import { type Grid, placesOnPlanes, type StudioScene } from './studio-places.ts';

/** Less gloss than this shows no picture of the product (docs/imaging.md, Light). */
const leastGloss = 0.3;
/** What a coat mirrors of light that falls straight on it. */
const straightReflectance = 0.04;
/** A stage that is not quite smooth mirrors no more than this, however low the camera. */
const mostReflectance = 0.5;
/** The mirror image is as unsharp as in a stage that is not quite smooth: in u, across and down. */
const [acrossU, downU] = [0.012, 0.03] as const;
/** The reflection fades to nothing over this much of u. */
const reachU = 0.8;
/** So much of the light is as good as all of it. */
const nothing = 0.9999;
const opaque = 255;
const degrees = Math.PI / 180;

/**
 * Adds the product's mirror image on the stage below its contacts: of a stage seen `pitchDegrees` from above as much as a
 * coat mirrors at that angle (Schlick, Computer Graphics Forum 13, 1994) times the set's gloss, faded with the distance.
 * A gloss below 0.3 mirrors nothing. Returns a new raster.
 */
export function reflectProduct(background: LinearRaster, scene: StudioScene, grid: Grid): LinearRaster {
  const { set, placing, placed } = scene;
  if (set.gloss < leastGloss) return background;
  const grazing = 1 - Math.sin(set.camera.pitchDegrees * degrees);
  const coat = straightReflectance + (1 - straightReflectance) * grazing ** 5;
  const cellsPerU = placing.pxPerU / grid.cellPx;
  const layers = mirrorImage(scene, grid).map((layer) => softBlur(layer, acrossU * cellsPerU, downU * cellsPerU));
  const reachPx = reachU * placing.pxPerU;
  const basePx = placing.box.topPx + placing.box.heightPx;
  const fades = Float32Array.from({ length: grid.height }, (_, row) => {
    const below = Math.max(0, (row + 0.5) * grid.cellPx - basePx) / reachPx;
    return set.gloss * Math.min(mostReflectance, coat) * Math.max(0, 1 - below) ** 2;
  });
  const shown = new Float32Array(grid.width * grid.height);
  for (const { at, share, plane } of placesOnPlanes(scene, grid))
    if (plane.role === 'stage') shown[at] = share * (fades[Math.floor(at / grid.width)] ?? 0);
  for (const { data } of layers) for (let at = 0; at < data.length; at++) data[at] = (data[at] ?? 0) * (shown[at] ?? 0);
  const sidePx = 3 * acrossU * placing.pxPerU;
  const [fromX, toX] = [placed.cut.leftPx - sidePx, placed.cut.leftPx + placed.cut.widthPx + sidePx];
  return overlay(background, layers, grid, { fromX, toX, fromY: placing.box.topPx, toY: basePx + reachPx });
}

/**
 * The product turned over about the row in which each of its columns touches the ground, at the grid's size: red, green and
 * blue light times cover, and cover, 0..1. As much of it as the reflection reaches.
 */
function mirrorImage({ set, placed, placing }: StudioScene, { width, height, cellPx }: Grid): Field[] {
  const layers = Array.from({ length: 4 }, (): Field => ({ data: new Float32Array(width * height), width, height }));
  const { cut, cutout } = placed;
  const perCell = 1 / (opaque * cellPx * cellPx);
  const feet = mirrorRows(contactRows(placed, placing, set.camera.pitchDegrees));
  for (let column = 0; column < cut.widthPx; column++) {
    const foot = feet[column] ?? -1;
    const x = Math.floor((cut.leftPx + column) / cellPx);
    if (foot < 0 || x < 0 || x >= width) continue;
    for (let row = Math.max(0, Math.floor(foot - reachU * placing.pxPerU)); row <= foot; row++) {
      const y = Math.floor((cut.topPx + 2 * foot - row + 1) / cellPx);
      if (y < 0 || y >= height) continue;
      const from = 4 * (row * cut.widthPx + column);
      const covered = perCell * (cutout.data[from + 3] ?? 0);
      if (covered === 0) continue;
      const at = y * width + x;
      for (let channel = 0; channel < 3; channel++) {
        const light = linearOfLevel[cutout.data[from + channel] ?? 0] ?? 0;
        add(layers[channel], at, covered * light);
      }
      add(layers[3], at, covered);
    }
  }
  return layers;
}

function add(field: Field | undefined, at: number, value: number): void {
  if (field !== undefined) field.data[at] = (field.data[at] ?? 0) + value;
}

/**
 * The row of the cutout above which each column is mirrored: that of its contact; between contacts, on the line from one to
 * the next; beyond them, that of the outermost. -1 everywhere where nothing touches.
 */
function mirrorRows(contacts: Int32Array): Int32Array {
  const feet = contacts.slice();
  let last = -1;
  for (const [column, row] of contacts.entries()) {
    if (row < 0) continue;
    for (let between = last + 1; last >= 0 && between < column; between++) {
      const share = (between - last) / (column - last);
      feet[between] = Math.round((feet[last] ?? row) * (1 - share) + row * share);
    }
    if (last < 0) feet.fill(row, 0, column);
    last = column;
  }
  if (last >= 0) feet.fill(feet[last] ?? -1, last);
  return feet;
}

type Part = { readonly fromX: number; readonly toX: number; readonly fromY: number; readonly toY: number };

/** Lays red, green, blue and cover of a grid over a part of a picture, read between the cells (bilinear). */
function overlay(
  background: LinearRaster,
  layers: readonly Field[],
  { width, height, cellPx }: Grid,
  part: Part,
): LinearRaster {
  const data = background.data.slice();
  const cells = new Float32Array(4 * width * height);
  for (const [channel, layer] of layers.entries())
    for (let at = 0; at < width * height; at++) cells[4 * at + channel] = layer.data[at] ?? 0;
  const toX = Math.min(background.widthPx, part.toX);
  for (let y = Math.max(0, Math.floor(part.fromY)); y < Math.min(background.heightPx, part.toY); y++) {
    const fy = Math.max(0, Math.min(height - 1.001, (y + 0.5) / cellPx - 0.5));
    const row = Math.trunc(fy);
    for (let x = Math.max(0, Math.floor(part.fromX)); x < toX; x++) {
      const fx = Math.max(0, Math.min(width - 1.001, (x + 0.5) / cellPx - 0.5));
      const column = Math.trunc(fx);
      const at = 4 * (row * width + column);
      const beside = fx - column;
      const below = fy - row;
      const left = 1 - between(cells, at + 3, 4 * width, beside, below);
      if (left > nothing) continue;
      const to = 3 * (y * background.widthPx + x);
      for (let channel = 0; channel < 3; channel++)
        data[to + channel] = (data[to + channel] ?? 0) * left + between(cells, at + channel, 4 * width, beside, below);
    }
  }
  return { ...background, data };
}

/** One of four channels between four cells (bilinear), `below` a row and `beside` a column on from `at`, 0..1 each. */
function between(cells: Float32Array, at: number, row: number, beside: number, below: number): number {
  const lowerRight = beside * below;
  const upperRight = beside - lowerRight;
  const lowerLeft = below - lowerRight;
  const upper = (cells[at] ?? 0) * (1 - upperRight - lowerLeft - lowerRight) + (cells[at + 4] ?? 0) * upperRight;
  return upper + (cells[at + row] ?? 0) * lowerLeft + (cells[at + row + 4] ?? 0) * lowerRight;
}
