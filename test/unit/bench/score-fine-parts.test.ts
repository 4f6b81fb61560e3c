import { describe, expect, it } from 'vitest';
import { type Recall, scoreFineParts } from '../../bench/score-fine-parts.ts';
import { drawMask } from '../imaging/pictures.ts';

/** The longer side is 600 px: what is up to 6 px wide is thin, a part has at least 24 pixels. */
const [widthPx, heightPx] = [600, 400];
const draw = (isSet: (x: number, y: number) => boolean) =>
  drawMask(widthPx, heightPx, (x, y) => (isSet(x, y) ? 255 : 0));
const isBody = (x: number, y: number) => Math.abs(x - 300) < 100 && Math.abs(y - 200) < 100;
const isCord = (x: number, y: number) => x >= 400 && x < 500 && y >= 200 && y < 204;
const isHole = (x: number, y: number) => Math.hypot(x - 300, y - 200) < 40;

const shareOf = ({ pixels, right }: Recall) => right / pixels;
const nothing = { pixels: 0, right: 0 };

describe('scoreFineParts', () => {
  it('counts a cord that the matte shows', () => {
    const truth = draw((x, y) => isBody(x, y) || isCord(x, y));
    const matte = draw((x, y) => isBody(x, y) || (isCord(x, y) && x < 450));

    const { thin, holes } = scoreFineParts(matte, truth);

    expect([shareOf(thin), holes]).toEqual([expect.closeTo(0.5, 1), nothing]);
  });

  it('counts no cord wider than a hundredth of the longer side, and no corner', () => {
    const truth = draw((x, y) => isBody(x, y) || (x >= 400 && x < 500 && y >= 200 && y < 208));

    expect(scoreFineParts(truth, truth).thin).toEqual(nothing);
  });

  it('counts an opening that the matte shows', () => {
    const truth = draw((x, y) => isBody(x, y) && !isHole(x, y));
    const matte = draw((x, y) => isBody(x, y) && !(isHole(x, y) && x < 300));

    const { thin, holes } = scoreFineParts(matte, truth);

    expect([thin, shareOf(holes)]).toEqual([nothing, expect.closeTo(0.5, 1)]);
  });

  it.each([
    ['a bay that is open to the frame', (x: number, y: number) => Math.abs(x - 300) < 20 && y < 200],
    ['a speck', (x: number, y: number) => Math.abs(x - 300) < 3 && Math.abs(y - 200) < 2],
  ])('counts %s as no opening', (_, isFree) => {
    const truth = draw((x, y) => isBody(x, y) && !isFree(x, y));

    expect(scoreFineParts(draw(isBody), truth).holes).toEqual(nothing);
  });
});
