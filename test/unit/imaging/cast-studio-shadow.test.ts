import { describe, expect, test } from 'vitest';
import type { StudioSet } from '../../../shared/contracts/studio-set.ts';
import { castStudioShadow } from '../../../shared/imaging/cast-studio-shadow.ts';
import { placesOnPlanes } from '../../../shared/imaging/studio-places.ts';
import { boxInSet, grid, type Scene, standingSets } from './studio-scenes.ts';

const mostOff = 25;

/** Degrees, on the stage, from the direction away from a set's key light to the middle of a scene's shadow there. */
function degreesOff(scene: Scene, { keyLight, stageCm }: StudioSet): number {
  const shadow = castStudioShadow(scene, grid).key;
  let [x, y] = [0, 0];
  for (const { at, point } of placesOnPlanes(scene, grid)) {
    if (Math.abs(point[2] - stageCm[2]) > 0.01) continue;
    x += (shadow.data[at] ?? 0) * (point[0] - stageCm[0]);
    y += (shadow.data[at] ?? 0) * (point[1] - stageCm[1]);
  }
  const key = [0, 1].map((axis) => keyLight.cornersCm.reduce((sum, corner) => sum + (corner[axis] ?? 0), 0));
  const away = [4 * stageCm[0] - (key[0] ?? 0), 4 * stageCm[1] - (key[1] ?? 0)] as const;
  const cosine = (x * away[0] + y * away[1]) / (Math.hypot(x, y) * Math.hypot(...away));
  return (Math.acos(cosine) * 180) / Math.PI;
}

describe.each(standingSets)('in %s the shadow of a standing product', (id) => {
  test('falls away from the key light', async () => {
    const scene = await boxInSet(id);

    expect(degreesOff(scene, scene.stage.set)).toBeLessThan(mostOff);
  });

  test('does not fall where the mirrored key would throw it', async () => {
    const scene = await boxInSet(id);
    const mirrored = await boxInSet(id, { isMirrored: true });

    expect(degreesOff(scene, mirrored.stage.set)).toBeGreaterThan(mostOff);
    expect(degreesOff(mirrored, mirrored.stage.set)).toBeLessThan(mostOff);
  });

  test('lies on the planes of the set alone', async () => {
    const scene = await boxInSet(id);

    const shadow = castStudioShadow(scene, grid).key;

    const isOnPlane = new Uint8Array(shadow.data.length);
    for (const { at } of placesOnPlanes(scene, grid)) isOnPlane[at] = 1;
    const reachCells = 4;
    const isFar = (at: number) => {
      const [x, y] = [at % grid.width, Math.floor(at / grid.width)];
      for (let row = Math.max(0, y - reachCells); row <= Math.min(grid.height - 1, y + reachCells); row++) {
        for (let column = Math.max(0, x - reachCells); column <= Math.min(grid.width - 1, x + reachCells); column++) {
          if (isOnPlane[row * grid.width + column] === 1) return false;
        }
      }
      return true;
    };
    const far = Array.from(shadow.data.keys()).filter(isFar);
    expect(far.map((at) => shadow.data[at] ?? 0).filter((dark) => dark > 1e-6)).toEqual([]);
    // Walnut's key is the widest: 0.46 of it is kept where most is.
    expect(Math.max(...shadow.data)).toBeGreaterThan(0.4);
    expect(Math.max(...shadow.data)).toBeLessThanOrEqual(1 + 1e-6);
  });

  test('is the same every time', async () => {
    const scene = await boxInSet(id);

    const [one, two] = [castStudioShadow(scene, grid), castStudioShadow(scene, grid)];

    expect(two).toEqual(one);
  });
});

test.each(['marble-above', 'linen-above'])(
  'in %s a lying product throws its shadow a little way from the key',
  async (id) => {
    const scene = await boxInSet(id, { widthPx: 260, heightPx: 260 });

    const shadow = castStudioShadow(scene, grid).key;

    const { box } = scene.placing;
    const at = (x: number, y: number) => shadow.data[Math.floor(y / 4) * grid.width + Math.floor(x / 4)] ?? 0;
    const [middleX, middleY] = [box.leftPx + box.widthPx / 2, box.topPx + box.heightPx / 2];
    const beside = 12;
    expect(at(box.leftPx + box.widthPx + beside, middleY)).toBeGreaterThan(2 * at(box.leftPx - beside, middleY) + 0.1);
    expect(at(middleX, box.topPx + box.heightPx + beside)).toBeGreaterThan(at(middleX, box.topPx - beside));
    expect(at(box.leftPx + box.widthPx + 120, middleY)).toBe(0);
  },
);
