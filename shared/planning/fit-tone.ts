import type { LabColour, ProductColours } from '../contracts/product-colours.ts';
import { deltaE2000, labOfLinear, linearOfLab } from '../imaging/delta-e.ts';
import { fitColour, type Light, luminanceOf } from '../imaging/fit-light.ts';
import type { Linear, SetColours } from './set-colours.ts';

/** docs/imaging.md, Light: the bounds within which a background's colours follow the product and its photo. */
const mostShift = 6;
const mostChromaOfProduct = 0.7;
/**
 * A product of less chroma has no colour for a set to outshine, and would only turn it grey (black bags on oak); from
 * twice as much on the rule holds in full. Seen on 5 photos in 3 sets, 25 November 2026.
 */
const colourlessChroma = 8;
/** A backdrop of more chroma has a colour of its own, and says nothing of the light on it. */
const neutralChroma = 8;
/** Nor does a dark one, of which a level or two make a cast. */
const leastLightness = 40;
/** The share of a change that its bound lets through is found in steps of a fortieth. */
const strengthSteps = 40;

/**
 * The colour of a set's light, without its brightness: the cast of the photo, where its backdrop is near to neutral, and,
 * where `isColourAsked` does not say that the brief asks for these colours, so little chroma that the product has more.
 * No colour of the set is shifted by more than dE2000 6 in all.
 */
export function fitTone(set: SetColours, product: ProductColours, isColourAsked: boolean): Light {
  const cast = castOf(product.backdrop);
  const withCast = (strength: number): Light => ({ saturation: 1, gains: mixed(cast, strength) });
  const { gains } = strongest(set, withCast);
  const least = isColourAsked ? 1 : saturationFor(set, product);
  return strongest(set, (strength) => ({ saturation: 1 + strength * (least - 1), gains }));
}

/** The factors of the photo's light, of luminance 1; all 1 where the backdrop does not tell. */
function castOf(backdrop: LabColour | null): Linear {
  if (backdrop === null || backdrop[0] < leastLightness || chromaOf(backdrop) >= neutralChroma) return [1, 1, 1];
  const light = linearOfLab(backdrop);
  const grey = luminanceOf(light);
  return [light[0] / grey, light[1] / grey, light[2] / grey];
}

function saturationFor({ behind, palette }: SetColours, { chromaP95 }: ProductColours): number {
  const most = Math.max(...[behind, ...palette].map((colour) => chromaOf(labOfLinear(...colour))));
  const wanted = Math.min(1, (mostChromaOfProduct * chromaP95) / Math.max(most, Number.EPSILON));
  const force = Math.min(1, Math.max(0, chromaP95 / colourlessChroma - 1));
  return 1 + force * (wanted - 1);
}

/** The strongest of a row of ever stronger fits that shifts no colour of the set too far. */
function strongest({ behind, palette }: SetColours, fitOf: (strength: number) => Light): Light {
  const isWithin = (fit: Light) =>
    [behind, ...palette].every(
      (colour) => deltaE2000(labOfLinear(...colour), labOfLinear(...fitColour(colour, fit))) <= mostShift,
    );
  for (let step = strengthSteps; step > 0; step--) {
    const fit = fitOf(step / strengthSteps);
    if (isWithin(fit)) return fit;
  }
  return fitOf(0);
}

const mixed = ([red, green, blue]: Linear, strength: number): [number, number, number] => [
  1 + strength * (red - 1),
  1 + strength * (green - 1),
  1 + strength * (blue - 1),
];
const chromaOf = ([, a, b]: readonly [number, number, number]): number => Math.hypot(a, b);
