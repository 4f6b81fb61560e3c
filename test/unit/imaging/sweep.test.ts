import { describe, expect, it } from 'vitest';
import { linearOfHex } from '../../../shared/imaging/colour.ts';
import type { LinearRaster } from '../../../shared/imaging/raster.ts';
import { renderSweep } from '../../../shared/imaging/sweep.ts';

const rect = { left: -1, bottom: -0.4, width: 2, height: 2 };
const size = { widthPx: 120, heightPx: 120 };
const pixel = ({ data, widthPx }: LinearRaster, x: number, y: number): number[] => [
  ...data.subarray((y * widthPx + x) * 3, (y * widthPx + x) * 3 + 3),
];
const colours = ['#ffffff', '#d8c7a8', '#9aa88c', '#3a3c40'];

describe('renderSweep', () => {
  it('gives a picture of the size asked for, the same each time', () => {
    const first = renderSweep('#d8c7a8', rect, { widthPx: 90, heightPx: 30 });
    const second = renderSweep('#d8c7a8', rect, { widthPx: 90, heightPx: 30 });

    expect([first.widthPx, first.heightPx, first.data.length]).toEqual([90, 30, 90 * 30 * 3]);
    expect(second.data).toEqual(first.data);
  });

  it.each(colours)('keeps the hue of %s in every pixel and is nowhere brighter', (colour) => {
    const wanted = linearOfHex(colour);

    const wide = renderSweep(colour, { left: -3, bottom: -2, width: 6, height: 6 }, size);

    const shares = Array.from(wide.data, (light, at) => light / (wanted[at % 3] ?? 1));
    let worstTint = 0;
    for (let at = 0; at < shares.length; at += 3) {
      worstTint = Math.max(worstTint, Math.abs((shares[at] ?? 0) - (shares[at + 2] ?? 0)));
    }
    expect(worstTint).toBeLessThan(1e-5);
    expect(shares.reduce((most, share) => Math.max(most, share))).toBeLessThanOrEqual(1.001);
    // A sweep is a backdrop, not a spotlight: the dimmest corner keeps a third of the light.
    expect(shares.reduce((least, share) => Math.min(least, share))).toBeGreaterThan(0.33);
  });

  it('shows the same paper in every crop', () => {
    const whole = renderSweep('#9aa88c', rect, size);
    // The upper left quarter: y is up, so it begins at half the height.
    const part = renderSweep('#9aa88c', { left: -1, bottom: 0.6, width: 1, height: 1 }, { widthPx: 60, heightPx: 60 });

    for (const [x, y] of [
      [0, 0],
      [59, 0],
      [13, 41],
      [59, 59],
    ] as const) {
      pixel(part, x, y).forEach((light, c) => {
        expect(light).toBeCloseTo(pixel(whole, x, y)[c] ?? 0, 6);
      });
    }
  });

  it('shows the same paper at twice the zoom', () => {
    const small = renderSweep('#9aa88c', rect, size);
    const large = renderSweep('#9aa88c', rect, { widthPx: 240, heightPx: 240 });

    for (const [x, y] of [
      [5, 9],
      [60, 60],
      [110, 30],
    ] as const) {
      const [a = 0, b = 0] = [pixel(large, 2 * x, 2 * y)[0], pixel(large, 2 * x + 1, 2 * y + 1)[0]];
      expect((a + b) / 2).toBeCloseTo(pixel(small, x, y)[0] ?? 0, 3);
    }
  });

  it('is lit from the upper left', () => {
    const sweep = renderSweep('#d8c7a8', rect, size);

    expect(pixel(sweep, 20, 30)[0]).toBeGreaterThan((pixel(sweep, 119, 30)[0] ?? 0) * 1.02);
  });

  it('has no line: neighbours differ by less than a level and a half', () => {
    const { data, widthPx, heightPx } = renderSweep('#ffffff', rect, { widthPx: 40, heightPx: 400 });
    const level = (light: number) => 255 * light ** (1 / 2.2);

    let worst = 0;
    for (let at = widthPx * 3; at < widthPx * heightPx * 3; at++) {
      worst = Math.max(worst, Math.abs(level(data[at] ?? 0) - level(data[at - widthPx * 3] ?? 0)));
    }
    expect(worst).toBeLessThan(1.5);
    expect(worst).toBeGreaterThan(0);
  });
});
