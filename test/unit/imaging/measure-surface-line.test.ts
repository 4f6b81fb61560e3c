import { describe, expect, it } from 'vitest';
import { measureSurfaceLine } from '../../../shared/imaging/measure-surface-line.ts';
import { type Colour, drawMask, drawRaster, noiseAt } from './pictures.ts';

const [width, height] = [320, 256];
/** A wall above a table whose edge lies at `edgeY`, with texture. */
const room = (edgeY: number, texture = 0, tint: Colour = [0, 0, 0]) =>
  drawRaster(width, height, (x, y): Colour => {
    const level = (y < edgeY ? 180 : 110) + texture * (noiseAt(x, y) - 0.5);
    return [level + tint[0], level + tint[1], level + tint[2]];
  });
const lineOf = (
  plate: ReturnType<typeof room>,
  underpaint = room(160),
  kept: Parameters<typeof measureSurfaceLine>[2] = null,
) => measureSurfaceLine(plate, underpaint, kept);

describe('measureSurfaceLine', () => {
  it('is 0 where the line lies where it was, whatever the texture and colour', async () => {
    expect(await lineOf(room(160, 40, [20, 0, -20]))).toBeLessThan(0.005);
  });

  it.each([8, 26, 51])('is how far the line has moved, %i px', async (movedPx) => {
    expect(await lineOf(room(160 - movedPx, 20))).toBeCloseTo(movedPx / height, 2);
    expect(await lineOf(room(160 + movedPx, 20))).toBeCloseTo(movedPx / height, 2);
  });

  it('is the nearest clear line where the plate has several', async () => {
    const shelves = drawRaster(
      width,
      height,
      (_, y): Colour => (y < 60 ? [90, 90, 90] : y < 160 ? [180, 180, 180] : [110, 110, 110]),
    );

    expect(await lineOf(shelves)).toBeLessThan(0.005);
  });

  it('is 1 where the line is lost', async () => {
    expect(await lineOf(drawRaster(width, height, () => [150, 150, 150]))).toBe(1);
  });

  it('does not exist for a sweep, whose ground runs into its wall, nor for an edge through a part of the width', async () => {
    const sweep = drawRaster(width, height, (_, y): Colour => [200 - y / 4, 200 - y / 4, 200 - y / 4]);
    const block = drawRaster(width, height, (x, y): Colour => (x < 120 && y > 160 ? [90, 90, 90] : [180, 180, 180]));

    expect(await lineOf(room(160), sweep)).toBe('notApplicable');
    expect(await lineOf(room(160), block)).toBe('notApplicable');
  });

  it("goes by what lies beside the product, not by the product's own edges", async () => {
    const isProduct = (x: number, y: number) => x >= 100 && x < 220 && y >= 60 && y < 200;
    const kept = drawMask(width, height, (x, y) => (isProduct(x, y) ? 255 : 0));
    const withProduct = (edgeY: number) =>
      drawRaster(
        width,
        height,
        (x, y): Colour => (isProduct(x, y) ? [30, 60, 30] : y < edgeY ? [180, 180, 180] : [110, 110, 110]),
      );

    expect(await lineOf(withProduct(130), withProduct(160), kept)).toBeCloseTo(30 / height, 2);
    expect(await lineOf(withProduct(160), withProduct(160), kept)).toBeLessThan(0.005);
  });
});
