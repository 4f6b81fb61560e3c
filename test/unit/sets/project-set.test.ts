import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { SetZoom, StudioPoint, StudioSet } from '../../../shared/contracts/studio-set.ts';
import { planeFrame, planeHomography, projectPoint } from '../../../shared/sets/project-set.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';

const folder = resolve(import.meta.dirname, '../../../shared/sets');
const cases = studioSets.flatMap((set) => set.zooms.map((zoom) => ({ name: `${set.id} ${zoom.name}`, set, zoom })));
const lengthOf = ([x, y, z]: StudioPoint) => Math.hypot(x, y, z);
const between = (a: StudioPoint, b: StudioPoint, share: number): StudioPoint => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

describe.each(cases)('$name', ({ set, zoom }) => {
  test('has its camera at the stated distance and pitch from the stage', () => {
    const { positionCm, pitchDegrees, distanceCm } = set.camera;
    const away: StudioPoint = [
      positionCm[0] - set.stageCm[0],
      positionCm[1] - set.stageCm[1],
      positionCm[2] - set.stageCm[2],
    ];

    expect(lengthOf(away)).toBeCloseTo(distanceCm, 2);
    expect((Math.asin(away[2] / distanceCm) * 180) / Math.PI).toBeCloseTo(pitchDegrees, 1);
  });

  test('shows the stage point where its window says', () => {
    const seen = projectPoint(set, zoom, set.stageCm);

    expect(seen?.xPx).toBeCloseTo(-zoom.window.leftCm * zoom.pxPerCm, 1);
    expect(seen?.yPx).toBeCloseTo((zoom.window.bottomCm + zoom.window.heightCm) * zoom.pxPerCm, 1);
  });

  test('shows a centimetre at the stage as pxPerCm pixels, across', () => {
    const [x, y, z] = set.stageCm;

    const left = projectPoint(set, zoom, [x, y, z]);
    const right = projectPoint(set, zoom, [x + 1, y, z]);

    expect((right?.xPx ?? 0) - (left?.xPx ?? 0)).toBeCloseTo(zoom.pxPerCm, 4);
  });

  test.each(set.planes)('carries its $role to the picture alike by homography and by projection', (plane) => {
    const { origin, along, across } = planeFrame(plane);
    const h = planeHomography(set, zoom, plane);
    const place: StudioPoint = [
      origin[0] + 3 * along[0] + 5 * across[0],
      origin[1] + 3 * along[1] + 5 * across[1],
      origin[2] + 3 * along[2] + 5 * across[2],
    ];

    const w = 3 * h[6] + 5 * h[7] + h[8];
    const seen = projectPoint(set, zoom, place);

    expect((3 * h[0] + 5 * h[1] + h[2]) / w).toBeCloseTo(seen?.xPx ?? Number.NaN, 6);
    expect((3 * h[3] + 5 * h[4] + h[5]) / w).toBeCloseTo(seen?.yPx ?? Number.NaN, 6);
  });

  test('keeps the stage flat and a product of any allowed size and depth on it', () => {
    const stage = set.planes.find(({ role }) => role === 'stage')?.polygonCm ?? [];
    const ys = stage.map(([, y]) => y);

    expect(stage.every(([, , z]) => z === set.stageCm[2])).toBe(true);
    expect(set.stageCm[1] + set.baseLine.nearestCm).toBeGreaterThanOrEqual(Math.min(...ys));
    expect(set.stageCm[1] + set.baseLine.farthestCm).toBeLessThanOrEqual(Math.max(...ys));
    expect(set.products.leastCm).toBeLessThan(set.products.usualCm);
    expect(set.products.usualCm).toBeLessThan(set.products.mostCm);
  });

  test('shows one surface all over the stage: no edge crosses it where the product stands', async () => {
    const steps = await jumpsOnStage(set, zoom);

    expect(Math.max(...steps)).toBeLessThan(mostStepOnStage);
  });
});

/** Edges that can be seen in the pictures: a place on them (cm), where the picture must change from row to row. */
const edges: readonly [set: string, edge: string, place: StudioPoint][] = [
  ['plinth', 'the front rim', [0, -19, 10]],
  ['oak', 'the back of the table', [20, 42, 0]],
  ['walnut', 'the back of the table', [-20, 40, 0]],
  ['marble', 'the back of the slab', [-20, 38, 0]],
  ['terrazzo', 'the back of the counter', [20, 40, 0]],
  ['arch', 'the foot of the wall', [24.5, 34, 0]],
  ['steps', 'the front of the middle step', [10, -21, 9]],
  ['travertine', 'the front of the block', [10, -17, 9]],
  ['pastel-blocks', 'the front of the block', [10, -15, 8]],
];
/** Rounded edges and a lens out of focus move an edge by as much. */
const edgeToleranceCm = 0.8;
const searchCm = 4;

describe.each(edges)('%s', (id, edge, place) => {
  test.each(['wide', 'close'])(`shows ${edge} where its facts say, in the %s zoom`, async (name) => {
    const set = studioSets.find((each) => each.id === id);
    const zoom = set?.zooms.find((each) => each.name === name);
    if (set === undefined || zoom === undefined) throw new Error(`Expected a set ${id} with a ${name} zoom`);
    const wanted = projectPoint(set, zoom, place);

    const found = await strongestEdge(set, zoom, wanted?.xPx ?? 0, wanted?.yPx ?? 0);

    expect(Math.abs(found - (wanted?.yPx ?? 0)) / zoom.pxPerCm).toBeLessThan(edgeToleranceCm);
  });
});

/** The row near `yPx` at which a strip of the picture around `xPx` changes most, from the mean of 15 columns. */
async function strongestEdge(set: StudioSet, zoom: SetZoom, xPx: number, yPx: number): Promise<number> {
  const reach = Math.round(searchCm * zoom.pxPerCm);
  const step = Math.max(2, Math.round(zoom.pxPerCm / 8));
  const top = Math.round(yPx) - reach;
  const { data, info } = await sharp(join(folder, set.id, zoom.file))
    .extract({ left: Math.round(xPx) - 7, top, width: 15, height: 2 * reach })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rowMean = (row: number, channel: number) => {
    const values = Array.from(
      { length: info.width },
      (_, column) => data[(row * info.width + column) * 3 + channel] ?? 0,
    );
    return values.reduce((sum, each) => sum + each, 0) / values.length;
  };
  const changes = Array.from({ length: 2 * reach - 2 * step }, (_, index) => {
    const row = index + step;
    const change = [0, 1, 2].map((channel) => Math.abs(rowMean(row - step, channel) - rowMean(row + step, channel)));
    return { row, change: Math.max(...change) };
  });
  const strongest = changes.reduce((best, each) => (each.change > best.change ? each : best));
  return top + strongest.row;
}

/** Levels. The sets measure at most 18, where a chip of terrazzo begins (25 November 2026). */
const mostStepOnStage = 24;
/** A joint between boards or a thread is averaged away at this share of the size, an edge of the stage is not. */
const shrink = 8;

/** Differences of grey level between neighbouring places on a line through the stage, from front to back. */
async function jumpsOnStage(set: StudioSet, zoom: SetZoom): Promise<number[]> {
  const { data, info } = await sharp(join(folder, set.id, zoom.file))
    .resize(Math.round(zoom.widthPx / shrink))
    .greyscale()
    .blur(2)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const [x, y, z] = set.stageCm;
  const front: StudioPoint = [x, y + set.baseLine.nearestCm, z];
  const back: StudioPoint = [x, y + set.baseLine.farthestCm, z];
  const levels = Array.from({ length: 24 }, (_, index) => {
    const seen = projectPoint(set, zoom, between(front, back, index / 23));
    const column = Math.floor((seen?.xPx ?? 0) / shrink);
    return data[Math.floor((seen?.yPx ?? 0) / shrink) * info.width + column] ?? Number.NaN;
  });
  return levels.slice(1).map((level, index) => Math.abs(level - (levels[index] ?? 0)));
}
