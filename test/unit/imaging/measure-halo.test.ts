import { describe, expect, it } from 'vitest';
import { plateLimits } from '../../../shared/contracts/plate-gates.ts';
import { measureHalo } from '../../../shared/imaging/measure-halo.ts';
import { drawMask, drawRaster, noiseAt } from './pictures.ts';

const side = 320;
const radius = 60;
const distance = (x: number, y: number) => Math.hypot(x - 160, y - 150) - radius;
/** As planning erodes what is kept: three pixels inside the product. */
const kept = drawMask(side, side, (x, y) => (distance(x, y) <= -3 ? 255 : 0));
/** A dark product on grainy paper; outside of it `more` levels at each distance. */
const haloOf = (more: (distancePx: number) => number, mask = kept) => {
  const plate = drawRaster(side, side, (x, y) => {
    const far = distance(x, y);
    const level = Math.round(far <= 0 ? 60 : 170 - 0.1 * y + 6 * (noiseAt(x, y) - 0.5) + more(far));
    return [level, level, level];
  });
  return measureHalo(plate, mask);
};

describe('measureHalo', () => {
  it("does not take the product's own edge, or a soft shadow, for a ring", () => {
    expect(haloOf(() => 0)).toBeLessThan(1.15);
    expect(haloOf((far) => -40 * Math.exp(-far / 60))).toBeLessThan(1.15);
  });

  it.each([8, 14, 20, 28])('sees a ring of six levels that ends %i px from the product', (endPx) => {
    expect(haloOf((far) => (far <= endPx ? 6 : 0))).toBeGreaterThan(plateLimits.mostSeam);
  });

  it('leaves what is further out to the scene', () => {
    expect(haloOf((far) => (far <= 70 ? 30 : 0))).toBeLessThan(1.15);
  });

  it('does not exist where nothing was kept', () => {
    expect(
      haloOf(
        () => 0,
        drawMask(side, side, () => 0),
      ),
    ).toBe('notApplicable');
  });
});
