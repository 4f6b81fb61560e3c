import { describe, expect, it } from 'vitest';
import { type AssetFacts, unjudged } from '../../../shared/contracts/asset-facts.ts';
import type { WantedSet } from '../../../shared/contracts/brief.ts';
import type { LabColour, ProductColours } from '../../../shared/contracts/product-colours.ts';
import { deltaE2000, labOfLinear } from '../../../shared/imaging/delta-e.ts';
import { fitColour } from '../../../shared/imaging/fit-light.ts';
import { renderSweep } from '../../../shared/imaging/sweep.ts';
import { chooseSet } from '../../../shared/planning/choose-set.ts';
import { type FittedSet, fitSet } from '../../../shared/planning/fit-set.ts';
import { coloursOf } from '../../../shared/planning/set-colours.ts';
import { tintWords } from '../../../shared/sets/set-words.ts';
import { studioSets } from '../../../shared/sets/studio-sets.ts';
import { productFacts } from './product-facts.ts';

const white: LabColour = [94, 0, 0];
const factsOf = (colours: Partial<ProductColours> | null, more: Partial<AssetFacts> = {}): AssetFacts => ({
  ...productFacts({ height: 3000 }),
  pose: { ...unjudged.pose, kind: 'standing' },
  colours: colours === null ? null : { contour: [50, 0, 0], chromaP95: 60, backdrop: white, ...colours },
  ...more,
});
function fitted(set: WantedSet, facts: AssetFacts): FittedSet {
  return fitSet({ kind: 'set', name: 'look', set }, chooseSet(set, facts, studioSets), facts);
}
const identity = { saturation: 1, gains: [1, 1, 1] satisfies [number, number, number] };
/** The lightness behind the product as it will be seen. */
const lightnessOf = ({ set, fit }: FittedSet) => labOfLinear(...fitColour(coloursOf(set).behind, fit ?? identity))[0];
const stopsOf = ({ fit }: FittedSet) => Math.log2(fit?.gains[1] ?? 1);
const colourOf = ({ set }: FittedSet) => ('sweep' in set ? set.sweep : set.tint);
const codesOf = ({ fit }: FittedSet) => fit?.reasons.map(({ code }) => code) ?? [];

describe('fitSet', () => {
  it('leaves a set as it is that differs enough, and one for a product that was not measured', () => {
    const wanted = { words: 'a plain backdrop' };

    const kept = [fitted(wanted, factsOf({ contour: [20, 0, 0] })), fitted(wanted, factsOf(null))];

    for (const each of kept) expect(each).toMatchObject({ set: { sweep: '#d9c9b6' }, fit: null, refusal: null });
  });

  it.each([
    ['paper', { words: 'a plain backdrop' }, 74],
    ['a studio in its usual colour', { studio: 'arch' }, 56],
    ['a studio described in words', { words: 'steps' }, 70],
  ])('gives %s another colour of the table where product and set are as light', (_name, wanted, lightness) => {
    const made = fitted(wanted, factsOf({ contour: [lightness, 0, 0] }));

    expect(Object.values(tintWords)).toContain(colourOf(made));
    expect(Math.abs(lightnessOf(made) - lightness)).toBeGreaterThanOrEqual(12);
    expect([stopsOf(made), codesOf(made)]).toEqual([0, []]);
  });

  it.each([
    ['a colour', { sweep: '#b5a698' }, '#b5a698'],
    ['a tint', { studio: 'arch', tint: '#d8a6a6' }, '#d8a6a6'],
    ['a colour in words', { words: 'a sage arch' }, tintWords.sage],
    ['a set of its own colours', { studio: 'oak' }, null],
  ])('keeps %s that the brief states, and moves its exposure by half a stop at most', (_name, wanted, colour) => {
    const own = lightnessOf(fitted(wanted, factsOf(null)));

    const near = fitted(wanted, factsOf({ contour: [own + 9, 0, 0] }));
    const same = fitted(wanted, factsOf({ contour: [own + 1, 0, 0] }));

    expect([colourOf(near), colourOf(same)]).toEqual([colour, colour]);
    expect(Math.abs(lightnessOf(near) - own - 9)).toBeGreaterThanOrEqual(11.5);
    expect(stopsOf(near)).toBeLessThan(0);
    expect(Math.abs(stopsOf(same))).toBeLessThanOrEqual(0.5001);
    expect(codesOf(near)).toEqual([]);
  });

  it('says what half a stop cannot reach, and still makes the picture', () => {
    const made = fitted({ sweep: '#3a3a3c' }, factsOf({ contour: [20, 0, 0] }));

    expect(codesOf(made)).toEqual(['CONTRAST_LOW']);
    expect(made.refusal).toBeNull();
    expect(made.fit?.reasons[0]?.sentence).toMatch(/at least 12 .* got \d+ within half a stop/);
  });
});

describe('the tone of a fitted set', () => {
  const paper = { sweep: '#d9d9d9' };

  it('takes the cast of a backdrop that is nearly neutral', () => {
    const { fit } = fitted(paper, factsOf({ contour: [20, 0, 0], backdrop: [90, 0.5, 4] }));

    const [red = 1, green = 1, blue = 1] = fit?.gains ?? [];
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });

  it.each<[string, LabColour | null]>([
    ['has a colour of its own', [60, 11, 22]],
    ['is dark', [16, 1, -4]],
    ['is not known', null],
  ])('takes none of a backdrop that %s', (_name, backdrop) => {
    expect(fitted(paper, factsOf({ contour: [20, 0, 0], backdrop })).fit).toBeNull();
  });

  it('takes colour from a set that outshines its product, where the brief asks for no colour', () => {
    const dull = factsOf({ contour: [20, 0, 0], chromaP95: 18 });

    const [table, oak, named] = [{ words: 'wooden table' }, { words: 'oak table' }, { studio: 'oak' }].map((wanted) =>
      fitted(wanted, dull),
    );

    expect(table?.set).toMatchObject({ studio: 'oak' });
    expect(table?.fit?.saturation).toBeLessThan(0.9);
    expect([oak?.fit, named?.fit]).toEqual([null, null]);
  });

  it('does not turn a set grey for a product that is grey itself', () => {
    expect(fitted({ words: 'wooden table' }, factsOf({ contour: [20, 0, 0], chromaP95: 3 })).fit).toBeNull();
  });

  it.each([
    ['cast and chroma together', { backdrop: [80, -5, 6], chromaP95: 16 } satisfies Partial<ProductColours>],
    ['a strong cast', { backdrop: [60, 5, -6] } satisfies Partial<ProductColours>],
  ])('shifts no colour of any set by more than 6: %s', (_name, colours) => {
    const shifts = ['wooden table', 'pastel', 'walnut', 'stone', 'a plain backdrop'].flatMap((words) => {
      const { set, fit } = fitted({ words }, factsOf({ contour: [10, 0, 0], ...colours }));
      const { behind, palette } = coloursOf(set);
      return [behind, ...palette].map((each) =>
        deltaE2000(labOfLinear(...each), labOfLinear(...fitColour(each, fit ?? identity))),
      );
    });

    expect(Math.max(...shifts)).toBeLessThanOrEqual(6.05);
    expect(Math.max(...shifts)).toBeGreaterThan(3);
  });
});

describe('a product that is seen through', () => {
  const glass = (backdrop: LabColour | null) => factsOf({ backdrop }, { isSeeThrough: true });

  it.each([
    [{ words: 'a plain backdrop' }, '#f1efec'],
    [{ studio: 'window-plaster' }, '#eee6d8'],
  ])(
    'stands before a colour about as light as its old backdrop where the brief leaves it open: %o',
    (wanted, colour) => {
      const made = fitted(wanted, glass([99, 0, 0]));

      expect(made.refusal).toBeNull();
      expect(colourOf(made)).toBe(colour);
      expect(Math.abs(lightnessOf(made) - 99)).toBeLessThanOrEqual(10.5);
    },
  );

  it.each([{ sweep: '#b5a698' }, { studio: 'walnut' }, { words: 'a charcoal arch' }])(
    'is refused before what is darker or lighter, with the figures: %o',
    (wanted) => {
      const { refusal } = fitted(wanted, glass(white));

      expect(refusal?.code).toBe('BACKDROP_SHOWS_THROUGH');
      expect(refusal?.sentence).toMatch(/within 10 .*\(94\), got \d+ for look/);
    },
  );

  it('is refused before any set where its old backdrop is not known', () => {
    expect(fitted({ sweep: '#f1efec' }, glass(null)).refusal?.code).toBe('BACKDROP_SHOWS_THROUGH');
  });
});

describe('coloursOf', () => {
  it('knows how light paper is behind a product', () => {
    const { data } = renderSweep(
      '#ffffff',
      { left: -0.5, bottom: 0, width: 1, height: 1 },
      { widthPx: 50, heightPx: 50 },
    );

    const [red] = coloursOf({ sweep: '#ffffff', wordsNotServed: [] }).behind;

    expect(red).toBeCloseTo(data.reduce((sum, light) => sum + light, 0) / data.length, 2);
  });
});
