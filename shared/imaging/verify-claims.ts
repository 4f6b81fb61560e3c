import type { Receipt } from '../contracts/receipt.ts';
import type { Picture } from './read-picture.ts';
import type { PlacedProduct } from './resample-product.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';
import { verifyPlate } from './verify-plate.ts';

/**
 * Encoding rings and filters this far from a product at most; beyond, a flat colour stays within the levels: a WebP of
 * 900 x 300 px of a strong one is 5 apart, a sweep tens (25 November 2026).
 */
const ringPx = 32;
const flatLevels = 8;

/**
 * Whether what the receipt says of the background fits its kind of look: a plain one is of one colour, and has no set,
 * plate, fitted light, or grain; one that continues the photo has grain beside a plate alone, and neither set nor fitted
 * light; where a plate is shown, no set is.
 */
export function verifyBackground(receipt: Receipt, { raster }: Picture, { cut }: PlacedProduct): RuleResult[] {
  const { kind, set, fit, plate, grainLevels, reasons } = receipt;
  const parts = { set: set !== null, plate: plate !== null, fit: fit !== null, grain: grainLevels > 0 };
  const may = {
    plain: [],
    extend: plate === null ? [] : ['plate', 'grain'],
    set: ['set', 'fit', 'grain'],
    scene: Object.keys(parts),
  } as const;
  const taken: readonly string[] = may[kind];
  const insteadOfPlate = {
    'plate and set': set !== null,
    'plate and a set in its place': reasons.some(({ code }) => code === 'SET_IN_PLACE_OF_SCENE'),
  };
  const odd = [
    ...Object.entries(parts).flatMap(([name, isClaimed]) => (isClaimed && !taken.includes(name) ? [name] : [])),
    ...Object.entries(insteadOfPlate).flatMap(([name, isClaimed]) => (isClaimed && plate !== null ? [name] : [])),
  ];
  const claims = judge(
    'background claimed',
    `as ${kind} looks have`,
    odd.length === 0 ? 'so' : `with ${odd.join(', ')}`,
    odd.length === 0,
  );
  if (kind !== 'plain') return [claims, ...verifyPlate(receipt)];
  const spread = spreadBeside(raster, cut);
  if (spread === null) return [claims, notChecked('background', 'one colour', 'the product fills the frame')];
  return [claims, judge('background of one colour', 'yes', `${spread} levels apart`, spread <= flatLevels)];
}

/** How far the levels away from a box lie apart at most, in any channel; null where there is nothing away from it. */
function spreadBeside(
  { data, channels, widthPx, heightPx }: Picture['raster'],
  cut: PlacedProduct['cut'],
): number | null {
  const [right, bottom] = [cut.leftPx + cut.widthPx + ringPx, cut.topPx + cut.heightPx + ringPx];
  const least = new Uint8Array(channels).fill(255);
  const most = new Uint8Array(channels);
  let isAny = false;
  for (let y = 0; y < heightPx; y++) {
    const isBeside = y < cut.topPx - ringPx || y >= bottom;
    for (let x = 0; x < widthPx; x++) {
      if (!isBeside && x >= cut.leftPx - ringPx && x < right) continue;
      isAny = true;
      const at = channels * (y * widthPx + x);
      const isClear = channels === 4 && data[at + 3] === 0;
      for (let channel = 0; channel < channels; channel++) {
        // What is behind nothing has no colour.
        const level = isClear ? 0 : (data[at + channel] ?? 0);
        if (level < (least[channel] ?? 0)) least[channel] = level;
        if (level > (most[channel] ?? 0)) most[channel] = level;
      }
    }
  }
  return isAny ? Math.max(...most.map((level, channel) => level - (least[channel] ?? 0))) : null;
}

const inPlan = 'it stands in the plan alone';
const notDrawnAgain = 'the background is not drawn again';

/** The claims that nobody can find again from photo and file, by name, so that none of them is taken for proven. */
export function claimsNotChecked(receipt: Receipt): RuleResult[] {
  const { look, planId, variantId, file, set, fit, grainLevels, plate, reasons } = receipt;
  const claims: readonly (readonly [rule: string, claimed: string | null, why: string])[] = [
    ['look', look, inPlan],
    ['plan', planId, inPlan],
    ['variant id', variantId, inPlan],
    ['key', file.key, inPlan],
    [
      'set',
      set &&
        `${set.studio}, ${set.zoom}, tint ${set.tint ?? 'none'}, u ${set.uCm} cm, enlarged ${set.enlargement ?? 'unknown'}`,
      notDrawnAgain,
    ],
    ['fit', fit && `saturation ${fit.saturation}, gains ${fit.gains.join(' ')}`, notDrawnAgain],
    ['grain', grainLevels > 0 ? `${grainLevels} levels` : null, notDrawnAgain],
    ['plate, with all of its engine, settings and measures', plate?.id ?? null, 'its file is not at hand'],
    ['growth, seam, second product', measuresText(receipt), 'nothing is segmented again'],
    ['reasons', reasons.map(({ code }) => code).join(', ') || null, inPlan],
  ];
  return claims.flatMap(([rule, claimed, why]) => (claimed === null ? [] : [notChecked(rule, claimed, why)]));
}

function measuresText({ growth, seam, secondProduct }: Receipt): string | null {
  const measured = [growth, seam, secondProduct].filter((value) => value !== 'notApplicable');
  return measured.length === 0 ? null : measured.join(', ');
}
