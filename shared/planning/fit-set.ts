import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { Look, WantedSet } from '../contracts/brief.ts';
import type { ErrorCode } from '../contracts/error-catalogue.ts';
import type { ReviewReason } from '../contracts/matte-quality.ts';
import type { ChosenSet } from '../contracts/plan.ts';
import type { PlateFit } from '../contracts/plate-fit.ts';
import { labOfLinear } from '../imaging/delta-e.ts';
import { fitColour, type Light } from '../imaging/fit-light.ts';
import { namesColour, tintWords } from '../sets/set-words.ts';
import { fitTone } from './fit-tone.ts';
import { coloursOf, type Linear, repainted } from './set-colours.ts';

/** docs/imaging.md, Light, and what a background may be lighter or darker than the one that is seen through glass; in L*. */
const leastContrast = 12;
const mostBesideBackdrop = 10;
/** docs/imaging.md, Light: in stops. */
const mostExposure = 0.5;
const exposureSteps = 10;
/** A brighter or darker set that still misses its aim is worth it only where it comes so much nearer, in L*. */
const worthwhile = 3;
/** Nobody sees a miss of less, in L*. */
const tolerance = 0.5;
/** Of two colours as near in hue the one that changes the lightness less is taken. */
const lightnessWeight = 0.2;
const decimals = 1e4;

type LookOnSet = Extract<Look, { kind: 'set' | 'scene' }>;
/** A set in the colour and the light that fit a product; or `refusal`, why no picture of the product may be made in it. */
export type FittedSet = {
  readonly set: ChosenSet;
  readonly fit: PlateFit | null;
  readonly refusal: ReviewReason | null;
};
/** By how much a background of this lightness misses its aim, in L*; 0 where it meets it. */
type Miss = (lightness: number) => number;

/**
 * Fits a look's set to the product, once for all its pictures; the product is never changed. The set is lighter or darker
 * than the product's contour by L* 12 or more: by another colour of the table of tints where the brief leaves the colour
 * open, then by exposure within half a stop; what is still missing is said. Its tone is fitTone's. Behind a product that
 * is seen through, the set is within L* 10 of the photo's backdrop by the same means, or the look is refused.
 */
export function fitSet(look: LookOnSet, chosen: ChosenSet, facts: AssetFacts): FittedSet {
  const { colours, isSeeThrough } = facts;
  const backdrop = colours?.backdrop ?? null;
  if (isSeeThrough && backdrop === null) return { set: chosen, fit: null, refusal: backdropUnknown(look) };
  if (colours === null) return { set: chosen, fit: null, refusal: null };
  const [contourLightness] = colours.contour;
  const backdropLightness = backdrop?.[0] ?? 0;
  const missOf: Miss = isSeeThrough
    ? (lightness) => Math.max(0, Math.abs(lightness - backdropLightness) - mostBesideBackdrop)
    : (lightness) => Math.max(0, leastContrast - Math.abs(lightness - contourLightness));
  const set = isColourOpen(look.set, chosen) ? inBestColour(chosen, missOf) : chosen;
  const shown = coloursOf(set);
  const light = expose(shown.behind, fitTone(shown, colours, isColourAsked(look.set, set)), missOf);
  const lightness = lightnessOf(fitColour(shown.behind, light));
  const isMissed = missOf(lightness) > tolerance;
  if (isSeeThrough && isMissed) return { set, fit: null, refusal: backdropFar(look, backdropLightness, lightness) };
  return { set, fit: fitOf(light, isMissed ? [contrastLow(lightness - contourLightness)] : []), refusal: null };
}

/** Whether the brief leaves it to us which colour the set has; not where the set has colours of its own. */
function isColourOpen(wanted: WantedSet, chosen: ChosenSet): boolean {
  const isPaintable = 'sweep' in chosen || chosen.tint !== null;
  if (!isPaintable || 'sweep' in wanted) return false;
  return 'studio' in wanted ? wanted.tint === undefined : !namesColour(wanted.words);
}

/** Whether the brief asks for the set's colours: it states one, or names the set, as oak does in "an oak table". */
function isColourAsked(wanted: WantedSet, chosen: ChosenSet): boolean {
  if (!('words' in wanted) || namesColour(wanted.words)) return true;
  const [name = ''] = 'studio' in chosen ? chosen.studio.split('-') : [];
  return name !== '' && wanted.words.toLowerCase().includes(name);
}

/** The set in its own colour where that meets the aim, else in the nearest in hue that does, or that misses it least. */
function inBestColour(chosen: ChosenSet, missOf: Miss): ChosenSet {
  const [ownL, ownA, ownB] = labOfLinear(...coloursOf(chosen).behind);
  if (missOf(ownL) === 0) return chosen;
  let best = { set: chosen, miss: missOf(ownL), distance: 0 };
  for (const colour of Object.values(tintWords)) {
    const set = repainted(chosen, colour);
    const [lightness, a, b] = labOfLinear(...coloursOf(set).behind);
    const miss = missOf(lightness);
    const distance = Math.hypot(a - ownA, b - ownB) + lightnessWeight * Math.abs(lightness - ownL);
    if (miss < best.miss || (miss === best.miss && distance < best.distance)) best = { set, miss, distance };
  }
  return best.set;
}

/** The light in the exposure nearest to none that meets the aim, or the one that misses it least where that is worth it. */
function expose(behind: Linear, tone: Light, missOf: Miss): Light {
  const exposures = Array.from({ length: exposureSteps + 1 }, (_, step) => (step * mostExposure) / exposureSteps);
  const lights = exposures.flatMap((stops) => [exposed(tone, stops), exposed(tone, -stops)]);
  const missed = (light: Light) => missOf(lightnessOf(fitColour(behind, light)));
  const best = lights.reduce((leader, each) => (missed(each) < missed(leader) ? each : leader), tone);
  return missed(best) === 0 || missed(tone) - missed(best) >= worthwhile ? best : tone;
}

const exposed = ({ saturation, gains: [red, green, blue] }: Light, stops: number): Light => ({
  saturation,
  gains: [red * 2 ** stops, green * 2 ** stops, blue * 2 ** stops],
});

const lightnessOf = (colour: Linear): number => labOfLinear(...colour)[0];

function fitOf({ saturation, gains: [red, green, blue] }: Light, reasons: ReviewReason[]): PlateFit | null {
  const rounded = (value: number) => Math.round(value * decimals) / decimals;
  const fit: PlateFit = {
    saturation: rounded(saturation),
    gains: [rounded(red), rounded(green), rounded(blue)],
    reasons,
  };
  const isNothing = fit.saturation === 1 && fit.gains.every((gain) => gain === 1) && reasons.length === 0;
  return isNothing ? null : fit;
}

const contrastLow = (difference: number): ReviewReason => ({
  code: 'CONTRAST_LOW' satisfies ErrorCode,
  sentence: `Expected a background at least ${leastContrast} lighter or darker (L*) than the product's edge, got ${Math.abs(difference).toFixed(0)} within half a stop; choose another colour or set.`,
});
const backdropUnknown = ({ name }: LookOnSet): ReviewReason => ({
  code: 'BACKDROP_SHOWS_THROUGH' satisfies ErrorCode,
  sentence: `Expected a plain look for a product that is seen through, whose old backdrop is not plain, got ${name}; choose a plain look.`,
});
const backdropFar = ({ name }: LookOnSet, wanted: number, got: number): ReviewReason => ({
  code: 'BACKDROP_SHOWS_THROUGH' satisfies ErrorCode,
  sentence: `Expected a background within ${mostBesideBackdrop} (L*) of the old backdrop that is seen through the product (${wanted.toFixed(0)}), got ${got.toFixed(0)} for ${name}; choose a plain look, or a set about as light.`,
});
