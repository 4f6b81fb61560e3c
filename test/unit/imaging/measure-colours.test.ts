import { describe, expect, it } from 'vitest';
import { labOfLevels } from '../../../shared/imaging/delta-e.ts';
import { makeLabView } from '../../../shared/imaging/lab-view.ts';
import { measureAsset } from '../../../shared/imaging/measure-asset.ts';
import { measureColours } from '../../../shared/imaging/measure-colours.ts';
import { fitBackdropAround } from '../../../shared/imaging/measure-likeness.ts';
import { type Colour, depthInDisc, discMask, noiseAt } from './pictures.ts';
import { photoOf } from './placed-products.ts';

const disc = discMask(400, 400, 200, 200, 120);
const rim: Colour = [40, 60, 140];
const core: Colour = [210, 40, 40];
/** Blue in the outer 12 px, red within. */
const ringed = (x: number, y: number): Colour => (depthInDisc(x, y, 200, 200, 120) < 12 ? rim : core);

async function coloursOf(colourAt: (x: number, y: number) => Colour, behind: Colour) {
  const photo = photoOf(disc, colourAt, behind);
  const facts = measureAsset(photo, disc, 'segmented');
  const view = await makeLabView(photo, disc, facts.box);
  return measureColours(view, facts, fitBackdropAround(view));
}
const near = (colour: Colour) => labOfLevels(...colour).map((value) => expect.closeTo(value, 0));

describe('measureColours', () => {
  it('reads the contour just inside the outline, not from the middle', async () => {
    const colours = await coloursOf(ringed, [214, 210, 204]);

    expect(colours?.contour).toEqual(near(rim));
  });

  it('reads the chroma of the whole product and the backdrop behind it', async () => {
    const colours = await coloursOf(ringed, [214, 210, 204]);

    const [, a, b] = labOfLevels(...core);
    expect(colours?.chromaP95).toBeCloseTo(Math.hypot(a, b), 0);
    expect(colours?.backdrop).toEqual(near([214, 210, 204]));
  });

  it('knows no backdrop where what is around the product is no surface', async () => {
    const photo = photoOf(disc, ringed);
    const data = photo.data.map((level, at) => {
      const pixel = Math.floor(at / 3);
      const isBackdrop = (disc.data[pixel] ?? 0) === 0;
      const block = noiseAt(Math.floor((pixel % 400) / 16), Math.floor(pixel / 400 / 16));
      return isBackdrop ? Math.round(255 * block) : level;
    });
    const facts = measureAsset(photo, disc, 'segmented');
    const view = await makeLabView({ ...photo, data }, disc, facts.box);

    const colours = measureColours(view, facts, fitBackdropAround(view));

    expect(colours?.backdrop).toBeNull();
    expect(colours?.contour).toEqual(near(rim));
  });
});
