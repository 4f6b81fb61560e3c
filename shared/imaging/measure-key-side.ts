import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { LabView } from './lab-view.ts';

/** How far inside the contour light is read, as a share of u (docs/imaging.md, Light). */
const bandShare = 0.03;
/** Only sure product counts, whose colour has nothing of the backdrop. */
const sureLevel = 250;
/** Of the rows, this share at least must have the same side lighter, and by this much in L on the whole. */
const leastAgreement = 0.65;
const leastDifference = 6;
/** Bands whose colours differ by more than this (a and b) are two materials, not one in two lights. */
const mostColourDifference = 10;
/** Fewer rows than this say nothing. */
const leastRows = 24;

/**
 * The side from which a product's key light falls: in each row, the lightness of the band just inside its outline on the
 * left is compared with that on the right, where both are of one colour. `unknown` where the rows do not agree, as on a print or a frontal light.
 */
export function measureKeySide({ lab, matte }: LabView, longestSidePx: number): AssetFacts['keySide'] {
  const bandPx = Math.max(2, Math.round(bandShare * longestSidePx));
  const differences: number[] = [];
  for (let y = 0; y < matte.heightPx; y++) {
    const row = y * matte.widthPx;
    let first = 0;
    while (first < matte.widthPx && (matte.data[row + first] ?? 0) < sureLevel) first++;
    let last = matte.widthPx - 1;
    while (last > first && (matte.data[row + last] ?? 0) < sureLevel) last--;
    if (last - first < 4 * bandPx) continue;
    const left = meanColour(lab, row + first, bandPx);
    const right = meanColour(lab, row + last - bandPx + 1, bandPx);
    const isOneMaterial = Math.hypot(left.a - right.a, left.b - right.b) <= mostColourDifference;
    if (isOneMaterial) differences.push(left.lightness - right.lightness);
  }
  if (differences.length < leastRows) return 'unknown';
  const sorted = differences.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const agreeing = differences.filter((each) => Math.sign(each) === Math.sign(middle)).length / differences.length;
  if (Math.abs(middle) < leastDifference || agreeing < leastAgreement) return 'unknown';
  return middle > 0 ? 'left' : 'right';
}

function meanColour(lab: Float32Array, from: number, count: number): { lightness: number; a: number; b: number } {
  let [lightness, a, b] = [0, 0, 0];
  for (let at = 3 * from; at < 3 * (from + count); at += 3) {
    lightness += lab[at] ?? 0;
    a += lab[at + 1] ?? 0;
    b += lab[at + 2] ?? 0;
  }
  return { lightness: lightness / count, a: a / count, b: b / count };
}
