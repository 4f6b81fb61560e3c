import type { BackdropFit } from './fit-backdrop.ts';

/**
 * What a backdrop must show before its shade is read off it: colour, and light and shade. Two pool blues lost 0.45 and
 * 0.63 of a* for each unit of lightness lost, where less light alone would have taken 0.2 from it (25 November 2026).
 */
const minChroma = 10;
const minLightnessRange = 8;
/** Light and shade without the outliers at either end. */
const darkestShare = 0.02;

/** The colour of a backdrop's shade: what a* and b* gain a unit of lightness, seen down to the lightness `darkest`. */
export type Shade = { readonly darkest: number; readonly redGreen: number; readonly blueYellow: number };

/**
 * How the backdrop's colour follows its lightness, by least squares over its sure cells: shade on a bright coloured
 * surface is more saturated than less of the same light. Null where the backdrop shows too little colour or shade.
 */
export function fitShade({ lab, isSure }: BackdropFit): Shade | null {
  const cells: number[] = [];
  for (let cell = 0; cell < isSure.length; cell++) if (isSure[cell] === 1) cells.push(3 * cell);
  const lightnesses = cells.map((at) => lab[at] ?? 0).sort((one, other) => one - other);
  const lightnessAt = (share: number) => lightnesses[Math.floor(share * (lightnesses.length - 1))] ?? 0;
  const darkest = lightnessAt(darkestShare);
  const meanOf = (read: (at: number) => number) => cells.reduce((sum, at) => sum + read(at), 0) / cells.length;
  const [l, a, b] = [meanOf((at) => lab[at] ?? 0), meanOf((at) => lab[at + 1] ?? 0), meanOf((at) => lab[at + 2] ?? 0)];
  if (Math.hypot(a, b) < minChroma || lightnessAt(1 - darkestShare) - darkest < minLightnessRange) return null;
  const variance = meanOf((at) => ((lab[at] ?? 0) - l) ** 2);
  const slopeOf = (c: number, mean: number) =>
    meanOf((at) => ((lab[at] ?? 0) - l) * ((lab[at + c] ?? 0) - mean)) / variance;
  return { darkest, redGreen: slopeOf(1, a), blueYellow: slopeOf(2, b) };
}
