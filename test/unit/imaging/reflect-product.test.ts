import { describe, expect, test } from 'vitest';
import type { LinearRaster } from '../../../shared/imaging/raster.ts';
import { reflectProduct } from '../../../shared/imaging/reflect-product.ts';
import { boxInSet, emptyOf, grid, type Scene } from './studio-scenes.ts';

const withGloss = (scene: Scene, gloss: number): Scene => ({ ...scene, set: { ...scene.set, gloss } });
const change = (before: LinearRaster, after: LinearRaster, x: number, y: number) => {
  const at = 3 * (Math.round(y) * before.widthPx + Math.round(x));
  return Math.abs((after.data[at] ?? 0) - (before.data[at] ?? 0));
};

describe('a reflection', () => {
  test.each([0, 0.29])('is not drawn on a stage of gloss %s', async (gloss) => {
    const scene = withGloss(await boxInSet('marble'), gloss);
    const empty = await emptyOf(scene);

    expect(reflectProduct(empty, scene, grid)).toBe(empty);
  });

  test('lies below the product, fades with the distance and changes nothing elsewhere', async () => {
    const scene = withGloss(await boxInSet('marble'), 1);
    const empty = await emptyOf(scene);
    const { leftPx, topPx, widthPx, heightPx } = scene.placing.box;
    const [middle, base] = [leftPx + widthPx / 2, topPx + heightPx];

    const mirrored = reflectProduct(empty, scene, grid);

    const meanOfRow = (down: number) => {
      let sum = 0;
      for (let x = leftPx + 20; x < leftPx + widthPx - 20; x++) sum += change(empty, mirrored, x, base + down);
      return sum / (widthPx - 40);
    };
    expect(meanOfRow(12)).toBeGreaterThan(meanOfRow(80));
    expect(meanOfRow(80)).toBeGreaterThan(0.005);
    expect(meanOfRow(0.8 * scene.placing.pxPerU + 8)).toBe(0);
    expect(change(empty, mirrored, middle, topPx - 4)).toBe(0);
    expect(change(empty, mirrored, leftPx - 30, base + 20)).toBeLessThan(1e-3);
  });

  test('is not drawn where no plane of the set is', async () => {
    const scene = withGloss(await boxInSet('marble'), 1);
    const empty = await emptyOf(scene);

    const mirrored = reflectProduct(empty, { ...scene, set: { ...scene.set, planes: [] } }, grid);

    expect(mirrored.data.every((light, at) => light === empty.data[at])).toBe(true);
  });

  test('is stronger the lower the camera, and lies on the stage alone', async () => {
    const [low, high] = [await boxInSet('oak'), await boxInSet('terrazzo')].map((scene) => withGloss(scene, 0.4));
    if (low === undefined || high === undefined) throw new Error('Expected two scenes');
    const strengthIn = async (scene: Scene) => {
      const empty = await emptyOf(scene);
      const mirrored = reflectProduct({ ...empty, data: empty.data.map(() => 1) }, scene, grid);
      const { box } = scene.placing;
      return (
        1 - (mirrored.data[3 * ((box.topPx + box.heightPx + 20) * empty.widthPx + box.leftPx + box.widthPx / 2)] ?? 1)
      );
    };

    expect(await strengthIn(low)).toBeGreaterThan(1.5 * (await strengthIn(high)));
    const nowhere = { ...low, set: { ...low.set, planes: low.set.planes.filter(({ role }) => role !== 'stage') } };
    expect(await strengthIn(nowhere)).toBe(0);
  });
});
