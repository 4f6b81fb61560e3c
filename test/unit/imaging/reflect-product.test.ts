import { describe, expect, test } from 'vitest';
import { reflectProduct } from '../../../shared/imaging/reflect-product.ts';
import { boxInSet, emptyOf } from './studio-scenes.ts';

const change = (before: Float32Array, after: Float32Array, x: number, y: number, widthPx: number) => {
  const at = 3 * (y * widthPx + x);
  return Math.abs((after[at] ?? 0) - (before[at] ?? 0));
};

describe('a reflection', () => {
  test.each([0, 0.29])('is not drawn on a stage of gloss %s', async (gloss) => {
    const scene = await boxInSet('marble');
    const empty = await emptyOf(scene);

    expect(reflectProduct(empty, gloss, scene.placed, scene.placing)).toBe(empty);
  });

  test('fades below the product, changes at most 0.12 of the light and nothing elsewhere', async () => {
    const scene = await boxInSet('marble');
    const empty = await emptyOf(scene);
    const { leftPx, topPx, widthPx, heightPx } = scene.placing.box;
    const [middle, base] = [leftPx + widthPx / 2, topPx + heightPx];

    const { data } = reflectProduct(empty, 1, scene.placed, scene.placing);

    const meanOfRow = (down: number) => {
      let sum = 0;
      for (let x = leftPx + 10; x < leftPx + widthPx - 10; x++) sum += change(empty.data, data, x, base + down, 600);
      return sum / (widthPx - 20);
    };
    expect(meanOfRow(2)).toBeGreaterThan(meanOfRow(30));
    expect(meanOfRow(30)).toBeGreaterThan(0);
    expect(meanOfRow(100)).toBe(0);
    expect(change(empty.data, data, middle, topPx - 4, 600)).toBe(0);
    expect(change(empty.data, data, leftPx - 10, base + 4, 600)).toBe(0);
    expect(data.every((light, at) => Math.abs(light - (empty.data[at] ?? 0)) <= 0.12)).toBe(true);
  });
});
