import { describe, expect, it } from 'vitest';
import { renderBackground } from '../../../shared/imaging/background.ts';
import { fitColour, fitLight, luminanceOf } from '../../../shared/imaging/fit-light.ts';
import { drawOn, framedDisc } from './placed-products.ts';

const half = { saturation: 1, gains: [0.5, 0.5, 0.5] } as const;
const warm = { saturation: 0.6, gains: [1.05, 1, 0.9] } as const;
const bright = { saturation: 1, gains: [1.41, 1.41, 1.41] } as const;
const lightOf = (light: { saturation: number; gains: readonly [number, number, number] }) => ({
  saturation: light.saturation,
  gains: [...light.gains] satisfies [number, number, number],
});

describe('fitColour', () => {
  it('takes light away evenly', () => {
    expect(fitColour([0.8, 0.4, 0.2], lightOf(half))).toEqual([0.4, 0.2, 0.1]);
  });

  it('takes colour away without changing the luminance', () => {
    const [colour, pale] = [
      [0.5, 0.3, 0.1] as const,
      fitColour([0.5, 0.3, 0.1], { saturation: 0.4, gains: [1, 1, 1] }),
    ];

    expect(luminanceOf(pale)).toBeCloseTo(luminanceOf(colour), 6);
    expect(pale[0] - pale[2]).toBeCloseTo(0.4 * (colour[0] - colour[2]), 6);
  });

  it('brightens by the gain in the dark, and keeps white white and every step a step', () => {
    const levels = Array.from({ length: 101 }, (_, level) => fitColour([level / 100, 0, 0], lightOf(bright))[0]);

    expect(levels[10]).toBeCloseTo(0.141, 3);
    expect(levels[100]).toBeCloseTo(1, 6);
    expect(levels.every((level, at) => at === 0 || level > (levels[at - 1] ?? 1))).toBe(true);
  });
});

describe('fitLight', () => {
  it('does to each pixel what fitColour does to a colour', () => {
    const data = Float32Array.from([0.5, 0.3, 0.1, 0.9, 0.9, 0.95]);

    fitLight({ data, widthPx: 2, heightPx: 1 }, lightOf(warm));

    const expected = [...fitColour([0.5, 0.3, 0.1], lightOf(warm)), ...fitColour([0.9, 0.9, 0.95], lightOf(warm))];
    expected.forEach((value, at) => {
      expect(data[at]).toBeCloseTo(value, 5);
    });
  });
});

describe('a fitted background', () => {
  it('changes what is behind the product and not one of its own pixels', async () => {
    const framed = await framedDisc();
    const sweep = { kind: 'sweep', colour: '#d8cfc0' } as const;

    const [empty, fitted] = await Promise.all([
      renderBackground(sweep, framed.placing),
      renderBackground({ ...sweep, fit: lightOf(half) }, framed.placing),
    ]);
    const [before, after] = await Promise.all([
      drawOn(sweep, framed),
      drawOn({ ...sweep, fit: lightOf(half) }, framed),
    ]);

    expect(fitted.data[0]).toBeCloseTo((empty.data[0] ?? 0) / 2, 5);
    expect(after.data[0]).toBeLessThan(before.data[0] ?? 0);
    const { cut, interior } = framed.placed;
    const changed = interior.data.filter((level, at) => {
      const to = 3 * ((Math.floor(at / cut.widthPx) + cut.topPx) * before.widthPx + (at % cut.widthPx) + cut.leftPx);
      return level === 255 && before.data[to] !== after.data[to];
    });
    expect(changed.length).toBe(0);
  });
});
