import type { Receipt } from '../contracts/receipt.ts';
import { compareBlocks, encodeAgain, layOver } from './encode-again.ts';
import { isLossTooHigh, isShareLow, maxDeltaEMean, maxDeltaEP99, minPsnrDb, roundShare } from './interior-bounds.ts';
import { type Drift, type Found, measureDrift } from './measure-drift.ts';
import { largestDifference, measureLoss, rowsInside } from './measure-loss.ts';
import { erode } from './morphology.ts';
import type { Product } from './prepare-product.ts';
import type { Raster } from './raster.ts';
import type { Picture } from './read-picture.ts';
import { type PlacedProduct, resampleOriginal } from './resample-product.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';

/** How exactly a file can be compared: by the same versions and matte, or not. */
export type Exactness = { readonly hasOtherVersions: boolean; readonly isSameMatte: boolean };

/** What another version of sharp may change (docs/imaging.md, Product pixels). */
const otherVersionLevels = 2;
/** Mattes of another machine differ in their soft edge: this far inside the interior they do not. */
const wellInsidePx = 8;
const opaque = 255;
/** Receipts round to a thousandth. */
const roundingStep = 0.0011;
/** With another matte or version the same measures come out a little otherwise. */
const loose = { share: 0.02, psnrDb: 1, deltaE: 0.15 } as const;
/** All of the interior is shown; a pixel at the border may be rounded away. */
const minShownShare = 0.98;
/** Far above what clean files have, and below what must be caught (docs/imaging.md): measured in measure-drift.ts. */
const maxDrift = { px: 0.5, percent: 0.5, degrees: 0.25 } as const;

/** Compares the product's interior in a decoded file with P', resampled anew from the photo, and with the receipt. */
export async function verifyPixels(
  { interior, file, kind, provenance }: Receipt,
  picture: Picture,
  product: Product,
  whole: PlacedProduct,
  exactness: Exactness,
): Promise<RuleResult[]> {
  const { isSameMatte, hasOtherVersions } = exactness;
  const placed = isSameMatte ? whole : { ...whole, interior: erode(whole.interior, wellInsidePx) };
  const original = await resampleOriginal(product, whole.cut);
  const isExact = isSameMatte && !hasOtherVersions;
  const share = roundShare(whole.interiorShare);
  const isFileOpaque = isOpaque(picture.raster, placed);
  const isShareFound = Math.abs(share - interior.share) <= (isExact ? 0 : loose.share);
  const general = [
    judge('interior share', `${interior.share}`, `${share}`, isShareFound && !isShareLow(whole, product)),
    ...hazeRules(interior, product, isExact),
    // An extend look may show a part of the photo; of a product all is shown.
    ...(kind === 'extend' ? [] : [shownRule(picture.raster, placed)]),
    judge('interior opaque', 'yes', isFileOpaque ? 'yes' : 'no', isFileOpaque),
  ];
  const { raster } = picture;
  if (picture.isLossless) {
    const difference = largestDifference(raster, original, placed);
    const exact = losslessRules(interior, difference, hasOtherVersions ? otherVersionLevels : 0);
    if (!hasOtherVersions) return [...general, ...exact];
    // Within two levels there is room for a whole change of tone, which no version of sharp makes.
    const drift = measureDrift(raster, layOver(raster, original, placed), original, placed);
    return [...general, ...exact, ...driftRules(drift)];
  }
  const format = picture.format === 'jpg' ? 'jpg' : 'webp';
  const again = await encodeAgain(raster, original, placed, { format, quality: file.quality }, provenance);
  const lossy = lossyRules(interior, { file: raster, again, original, placed }, isExact);
  const hasBlocks = picture.format === 'jpg' && !hasOtherVersions;
  return [...general, ...lossy, ...(hasBlocks ? blockRules(raster, again, placed) : [])];
}

/** The decoded file, P' in its place as encoded again, P', and where it stands. */
type Compared = {
  readonly file: Raster;
  readonly again: Raster;
  readonly original: Raster;
  readonly placed: PlacedProduct;
};

/** What lets a thin product have a small interior. Receipts of before it was written claim nothing. */
function hazeRules({ hazeShare: claimed }: Receipt['interior'], product: Product, isExact: boolean): RuleResult[] {
  if (claimed === undefined) return [];
  const found = roundShare(product.hazeShare);
  return [judge('haze share', `${claimed}`, `${found}`, Math.abs(found - claimed) <= (isExact ? 0 : loose.share))];
}

function losslessRules(claimed: Receipt['interior'], difference: number, allowed: number): RuleResult[] {
  const text = (levels: number) => `${levels} level${levels === 1 ? '' : 's'}`;
  const expected = allowed === 0 ? text(0) : `at most ${text(allowed)}`;
  return [
    judge('difference', expected, text(difference), difference <= allowed),
    judge('claimed difference', text(claimed.maxAbsBeforeEncode), text(0), claimed.maxAbsBeforeEncode === 0),
  ];
}

function lossyRules(
  claimed: Receipt['interior'],
  { file, again, original, placed }: Compared,
  isExact: boolean,
): RuleResult[] {
  const loss = measureLoss(file, original, placed);
  const psnrText = (value: number | null) => (value === null ? 'equal' : `${value} dB`);
  const isPsnrFound = isNear(claimed.psnrDb, loss.psnrDb, isExact ? roundingStep : loose.psnrDb);
  const isDeltaFound = (a: number, b: number) => isNear(a, b, isExact ? roundingStep : loose.deltaE);
  const keeps = (changes: Partial<typeof loss>) => !isLossTooHigh({ ...noLoss, ...changes });
  return [
    claimed.maxAbsBeforeEncode === 0
      ? notChecked('difference before encoding', '0 levels', 'a lossy file does not show it')
      : judge('difference before encoding', '0 levels', `${claimed.maxAbsBeforeEncode} levels claimed`, false),
    judge(
      'luma PSNR',
      `${psnrText(claimed.psnrDb)} (at least ${minPsnrDb})`,
      psnrText(loss.psnrDb),
      isPsnrFound && keeps({ psnrDb: loss.psnrDb }),
    ),
    judge(
      'colour difference, mean',
      `${claimed.deltaEMean} (at most ${maxDeltaEMean})`,
      `${loss.deltaEMean}`,
      isDeltaFound(claimed.deltaEMean, loss.deltaEMean) && keeps({ deltaEMean: loss.deltaEMean }),
    ),
    judge(
      'colour difference, p99',
      `${claimed.deltaEP99} (at most ${maxDeltaEP99})`,
      `${loss.deltaEP99}`,
      isDeltaFound(claimed.deltaEP99, loss.deltaEP99) && keeps({ deltaEP99: loss.deltaEP99 }),
    ),
    ...driftRules(measureDrift(file, again, original, placed)),
  ];
}

const noLoss = { psnrDb: null, deltaEMean: 0, deltaEP99: 0 };

const isNear = (a: number | null, b: number | null, tolerance: number): boolean =>
  a === null || b === null ? a === b : Math.abs(a - b) <= tolerance;

/** Whole changes that lossy encoding would hide from the bounds. */
function driftRules({ rightPx, downPx, gammaPercent, hueDegrees }: Drift): RuleResult[] {
  const rule = (name: string, found: Found, most: number, unit: string): RuleResult => {
    if (found === null || found.uncertainty > 1)
      return notChecked(name, `within ${most} ${unit}`, 'the product is too small, flat or grey to tell');
    const limit = Math.max(most, Math.ceil(found.uncertainty * 100) / 100);
    return judge(name, `within ${limit} ${unit}`, `${found.amount} ${unit}`, Math.abs(found.amount) <= limit);
  };
  return [
    rule('moved to the right', rightPx, maxDrift.px, 'px'),
    rule('moved down', downPx, maxDrift.px, 'px'),
    rule('gamma', gammaPercent, maxDrift.percent, '%'),
    rule('hue', hueDegrees, maxDrift.degrees, 'degrees'),
  ];
}

/** JPEG blocks of the product alone come out the same wherever the same photo is encoded by the same version. */
function blockRules(file: Raster, again: Raster, placed: PlacedProduct): RuleResult[] {
  const { count, differing } = compareBlocks(file, again, placed);
  if (count === 0) return [notChecked('encoded blocks', 'as the photo’s own', 'none lies inside the product')];
  return [judge('encoded blocks', 'as the photo’s own', `${differing} of ${count} differ`, differing === 0)];
}

/** Whether the interior lies in the frame: what lies outside is compared with nothing. */
function shownRule(frame: Raster, placed: PlacedProduct): RuleResult {
  let [shown, all] = [0, 0];
  for (const level of placed.interior.data) if (level === opaque) all++;
  if (all === 0) return notChecked('interior in the frame', 'all of it', 'the product is too thin to have any');
  for (const { fromX, toX, inCut } of rowsInside(frame, placed)) {
    for (let x = fromX; x < toX; x++) if (placed.interior.data[inCut + x] === opaque) shown++;
  }
  const share = shown / all;
  return judge('interior in the frame', 'all of it', `${Math.round(share * 1000) / 10} %`, share >= minShownShare);
}

function isOpaque(frame: Raster, placed: PlacedProduct): boolean {
  if (frame.channels === 3) return true;
  for (const { fromX, toX, inCut, inFrame } of rowsInside(frame, placed)) {
    for (let x = fromX; x < toX; x++) {
      if (placed.interior.data[inCut + x] === opaque && frame.data[4 * (inFrame + x) + 3] !== opaque) return false;
    }
  }
  return true;
}
