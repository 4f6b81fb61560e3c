import { describe, expect, it } from 'vitest';
import { plateLimits } from '../../../shared/contracts/plate-gates.ts';
import { measureSeam } from '../../../shared/imaging/measure-seam.ts';
import { type Colour, drawRaster, noiseAt } from './pictures.ts';

const side = 320;
const keep = { leftPx: 80, topPx: 64, widthPx: 160, heightPx: 192 };
const isKept = (x: number, y: number) => x >= 80 && x < 240 && y >= 64 && y < 256;
const grey = (level: number): Colour => [level, level, level];
/** Light that falls off to the right and down, rounded to whole levels, with grain. */
const paper = (x: number, y: number, grain = 0) =>
  Math.round(200 - 0.05 * x - 0.03 * y + grain * (noiseAt(x, y) - 0.5));
const seamOf = (levelAt: (x: number, y: number) => number, box = keep) =>
  measureSeam(
    drawRaster(side, side, (x, y) => grey(levelAt(x, y))),
    box,
  );

describe('measureSeam', () => {
  it.each<[string, (x: number, y: number) => number]>([
    ['a soft gradient, whose levels step by one', (x, y) => paper(x, y)],
    ['grain that is the same on both sides', (x, y) => paper(x, y, 24)],
    [
      'an edge of the scene that lies along a border, two pixels wide',
      (x, y) => (y < 63 ? 150 : y < 65 ? 120 : 90) + paper(x, y, 4) / 10,
    ],
    ['an edge of the scene that crosses the borders', (x, y) => (y < 150 ? 200 : 90) + paper(x, y, 4) / 10],
  ])('takes no border in %s for a seam', (_, levelAt) => {
    const seam = seamOf(levelAt);

    expect(seam).toBeGreaterThan(0.5);
    expect(seam).toBeLessThan(1.15);
  });

  it.each<[string, (x: number, y: number) => number]>([
    ['a step of four levels', (x, y) => paper(x, y) + (isKept(x, y) ? 0 : 4)],
    ['a step on the right side alone', (x, y) => paper(x, y, 6) + (x >= 240 && isIn(y) ? 6 : 0)],
    ['a step on the left side alone', (x, y) => paper(x, y, 6) + (x < 80 && isIn(y) ? 6 : 0)],
    ['grain outside alone', (x, y) => paper(x, y, isKept(x, y) ? 0 : 24)],
    ['grain inside alone', (x, y) => paper(x, y, isKept(x, y) ? 24 : 0)],
  ])('sees %s', (_, levelAt) => {
    expect(seamOf(levelAt)).toBeGreaterThan(plateLimits.mostSeam);
  });

  it('is that of its worst side, and larger for a larger step', () => {
    const stepped = (levels: number) => seamOf((x, y) => paper(x, y) + (isKept(x, y) ? 0 : levels));

    expect(stepped(12)).toBeGreaterThan(Number(stepped(6)) + 1);
  });

  it('sees a step in colour that leaves the brightness', () => {
    const picture = drawRaster(side, side, (x, y): Colour => (isKept(x, y) ? [150, 140, 130] : [162, 136, 130]));

    expect(measureSeam(picture, keep)).toBeGreaterThan(plateLimits.mostSeam);
  });

  it('does not exist where the box is all of the plate', () => {
    const whole = { leftPx: 0, topPx: 0, widthPx: side, heightPx: side };

    expect(seamOf(paper, whole)).toBe('notApplicable');
  });

  it('leaves out sides without room for a comparison', () => {
    const nearEdge = { leftPx: 11, topPx: 0, widthPx: side - 22, heightPx: side };

    expect(seamOf((x) => (x < 11 ? 0 : 200), nearEdge)).toBe('notApplicable');
  });
});

const isIn = (y: number) => y >= 64 && y < 256;
