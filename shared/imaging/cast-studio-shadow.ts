import type { StudioPoint, StudioSet } from '../contracts/studio-set.ts';
import { isSeenFromAbove } from '../sets/is-seen-from-above.ts';
import { productDepthPx } from '../sets/product-footprint.ts';
import type { PlacedProduct } from './resample-product.ts';
import { type Field, softBlur } from './soft-blur.ts';
import { type Grid, placesOnPlanes, type StudioScene } from './studio-places.ts';

/** The key light is sampled in a grid, more finely across, where its edges draw the shadow's sides. */
const samplesAcross = 6;
const samplesUp = 4;
/** Joins the shadows of neighbouring samples, in cells. */
const joiningSigma = 0.8;
/**
 * Where a standing product is cut by cards that face the light, from its middle towards the light, in halves of its
 * depth, and how wide it is there: a round product's outline at that distance.
 */
const slices = [
  { ahead: 0, width: 1 },
  { ahead: 0.7, width: 0.71 },
] as const;
/** A lying product is this thick, of its shorter side, and its shadow that of these heights. */
const thicknessShare = 0.12;
const layers = [0.35, 1] as const;

/**
 * How much of the key light the product keeps from each cell of the output, 0..1. The matte stands as an upright card on
 * the stage point, turned to each of 24 samples of the key's rectangle (a lying one hovers at two heights), and is
 * projected from there on the stage, the floor and the wall, each within its polygon.
 */
export function castStudioShadow(scene: StudioScene, grid: Grid): Field {
  const { set } = scene.stage;
  const lights = sampleKey(set);
  const hit = isSeenFromAbove(set) ? lyingCards(scene, grid, lights) : standingCards(scene, grid, lights);
  const shadow = new Float32Array(grid.width * grid.height);
  for (const { at, point, share } of placesOnPlanes(scene, grid)) {
    let kept = 0;
    for (let light = 0; light < lights.length; light++) kept += hit(point, light);
    shadow[at] = (share * kept) / lights.length;
  }
  return softBlur({ data: shadow, width: grid.width, height: grid.height }, joiningSigma, joiningSigma);
}

function sampleKey({ keyLight: { cornersCm } }: StudioSet): StudioPoint[] {
  const [a, b, c, d] = cornersCm;
  return Array.from({ length: samplesAcross * samplesUp }, (_, index): StudioPoint => {
    const u = ((index % samplesAcross) + 0.5) / samplesAcross;
    const v = (Math.floor(index / samplesAcross) + 0.5) / samplesUp;
    const mix = (axis: 0 | 1 | 2) =>
      a[axis] * (1 - u) * (1 - v) + b[axis] * u * (1 - v) + c[axis] * u * v + d[axis] * (1 - u) * v;
    return [mix(0), mix(1), mix(2)];
  });
}

/** What a card keeps from a place of the light with this index, 0..1. */
type Hit = (place: StudioPoint, light: number) => number;

function standingCards({ stage, uCm, placing, placed }: StudioScene, grid: Grid, lights: readonly StudioPoint[]): Hit {
  const { stageCm } = stage.set;
  const cmPerPx = uCm / placing.pxPerU;
  const { box } = placing;
  const matte = readMatte(placed, grid);
  const middleX = box.leftPx + box.widthPx / 2;
  const baseY = box.topPx + box.heightPx;
  const depthRatio = productDepthPx(box) / box.widthPx;
  const cards = lights.map((light) => {
    const x = light[0] - stageCm[0];
    const y = light[1] - stageCm[1];
    const away = Math.hypot(x, y);
    const towards = [x / away, y / away] as const;
    // What an ellipse of this depth shows to the light, of what it shows to the camera.
    const seenWidth = Math.hypot(towards[1], depthRatio * towards[0]);
    const reach = (Math.hypot(towards[0], depthRatio * towards[1]) * box.widthPx * cmPerPx) / 2;
    return { light, towards, seenWidth, reach };
  });
  return (place, index) => {
    const card = cards[index];
    if (card === undefined) return 0;
    const { light, towards, seenWidth, reach } = card;
    const [dx, dy, dz] = [light[0] - place[0], light[1] - place[1], light[2] - place[2]];
    const speed = dx * towards[0] + dy * towards[1];
    const behind = (stageCm[0] - place[0]) * towards[0] + (stageCm[1] - place[1]) * towards[1];
    let most = 0;
    for (const { ahead, width } of slices) {
      const t = (behind + ahead * reach) / speed;
      if (t <= 0 || t >= 1) continue;
      const across = (place[1] + t * dy - stageCm[1]) * towards[0] - (place[0] + t * dx - stageCm[0]) * towards[1];
      const up = place[2] + t * dz - stageCm[2];
      most = Math.max(most, matte(middleX + across / (seenWidth * width * cmPerPx), baseY - up / cmPerPx));
    }
    return most;
  };
}

function lyingCards({ stage, uCm, placing, placed }: StudioScene, grid: Grid, lights: readonly StudioPoint[]): Hit {
  const { stageCm } = stage.set;
  const cmPerPx = uCm / placing.pxPerU;
  const { box } = placing;
  const matte = readMatte(placed, grid);
  const [middleX, middleY] = [box.leftPx + box.widthPx / 2, box.topPx + box.heightPx / 2];
  const thicknessCm = thicknessShare * Math.min(box.widthPx, box.heightPx) * cmPerPx;
  return (place, index) => {
    const light = lights[index];
    if (light === undefined) return 0;
    let most = 0;
    for (const layer of layers) {
      const t = (layer * thicknessCm) / (light[2] - place[2]);
      const x = place[0] + t * (light[0] - place[0]) - stageCm[0];
      const y = place[1] + t * (light[1] - place[1]) - stageCm[1];
      most = Math.max(most, matte(middleX + x / cmPerPx, middleY - y / cmPerPx));
    }
    return most;
  };
}

/** Reads the matte, reduced to the grid's cells, between them; x and y in output pixels, 0..1, nothing outside. */
function readMatte({ cut, cutout }: PlacedProduct, { cellPx }: Grid): (x: number, y: number) => number {
  const width = Math.ceil(cut.widthPx / cellPx);
  const height = Math.ceil(cut.heightPx / cellPx);
  const cells = new Float32Array(width * height);
  for (let y = 0; y < cut.heightPx; y++) {
    const row = Math.trunc(y / cellPx) * width;
    for (let x = 0; x < cut.widthPx; x++) {
      const at = row + Math.trunc(x / cellPx);
      cells[at] = (cells[at] ?? 0) + (cutout.data[4 * (y * cut.widthPx + x) + 3] ?? 0);
    }
  }
  const full = 255 * cellPx * cellPx;
  for (let at = 0; at < cells.length; at++) cells[at] = (cells[at] ?? 0) / full;
  return (x, y) => {
    const fx = (x - cut.leftPx) / cellPx - 0.5;
    const fy = (y - cut.topPx) / cellPx - 0.5;
    const [column, row] = [Math.floor(fx), Math.floor(fy)];
    if (column < -1 || row < -1 || column >= width || row >= height) return 0;
    const [beside, below] = [fx - column, fy - row];
    const cell = (atX: number, atY: number) =>
      atX < 0 || atY < 0 || atX >= width || atY >= height ? 0 : (cells[atY * width + atX] ?? 0);
    const upper = cell(column, row) * (1 - beside) + cell(column + 1, row) * beside;
    const lower = cell(column, row + 1) * (1 - beside) + cell(column + 1, row + 1) * beside;
    return upper * (1 - below) + lower * below;
  };
}
