import { describe, expect, test } from 'vitest';
import { lightStudio } from '../../../shared/imaging/light-studio.ts';
import type { LinearRaster } from '../../../shared/imaging/raster.ts';
import { boxInSet, emptyOf, type Scene, standingSets } from './studio-scenes.ts';

const light = async (scene: Scene) =>
  lightStudio(await emptyOf(scene), scene.stage, scene.setCrop, scene.placed, scene.placing);
const luminance = ({ data, widthPx }: LinearRaster, x: number, y: number) => {
  const at = 3 * (y * widthPx + x);
  return 0.2126 * (data[at] ?? 0) + 0.7152 * (data[at + 1] ?? 0) + 0.0722 * (data[at + 2] ?? 0);
};
const medianOf = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The median light of the 3 px below the product's contact set, as a share of what it is in the empty set. */
async function contactLight(scene: Scene): Promise<number> {
  const [empty, lit] = [await emptyOf(scene), await light(scene)];
  const { leftPx, topPx, widthPx, heightPx } = scene.placing.box;
  const shares: number[] = [];
  for (let x = leftPx + 4; x < leftPx + widthPx - 4; x++) {
    for (let y = topPx + heightPx; y < topPx + heightPx + 3; y++)
      shares.push(luminance(lit, x, y) / luminance(empty, x, y));
  }
  return medianOf(shares);
}

describe.each(standingSets)('in %s', (id) => {
  test('the ground right below the product has at most six tenths of its light', async () => {
    expect(await contactLight(await boxInSet(id))).toBeLessThanOrEqual(0.6);
  });

  test('the light far from the product and its shadow stays as it is', async () => {
    const scene = await boxInSet(id);

    const [empty, lit] = [await emptyOf(scene), await light(scene)];

    expect(luminance(lit, 20, 20) / luminance(empty, 20, 20)).toBeGreaterThan(0.97);
    expect(luminance(lit, 20, 740) / luminance(empty, 20, 740)).toBeGreaterThan(0.97);
  });

  test('shadows brighten nothing, and nothing is black', async () => {
    const scene = await boxInSet(id);

    const [empty, lit] = [await emptyOf(scene), await light(scene)];

    const brightest = scene.stage.set.gloss === 0 ? 1e-6 : 0.12;
    expect(lit.data.every((value, at) => value > 0 && value <= (empty.data[at] ?? 0) + brightest)).toBe(true);
  });
});

test('a product that the frame cuts at its foot stands on nothing', async () => {
  const scene = await boxInSet('marble');
  const sunk = { ...scene.placing.box, topPx: 750 - scene.placing.box.heightPx };
  const empty = await emptyOf(scene);

  const lit = await lightStudio(empty, scene.stage, scene.setCrop, scene.placed, { ...scene.placing, box: sunk });

  expect(lit).toBe(empty);
});

test('a lying product darkens the ground all around it', async () => {
  const scene = await boxInSet('linen-above', { widthPx: 260, heightPx: 260 });

  const [empty, lit] = [await emptyOf(scene), await light(scene)];

  const { leftPx, topPx, widthPx, heightPx } = scene.placing.box;
  const [middleX, middleY] = [leftPx + widthPx / 2, topPx + heightPx / 2];
  for (const [x, y] of [
    [leftPx - 2, middleY],
    [leftPx + widthPx + 1, middleY],
    [middleX, topPx - 2],
    [middleX, topPx + heightPx + 1],
  ] as const) {
    expect(luminance(lit, x, y) / luminance(empty, x, y)).toBeLessThan(0.85);
  }
});
