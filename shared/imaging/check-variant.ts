import type { Placement } from '../contracts/placement.ts';
import type { Placing } from '../contracts/plan.ts';
import type { Measures } from '../contracts/receipt.ts';
import { fileRules } from './check-file.ts';
import { whiteFault } from './check-white.ts';
import type { EncodedFile } from './encode-variant.ts';
import {
  isLossTooHigh,
  isShareLow,
  maxDeltaEMean,
  maxDeltaEP99,
  maxHazeShare,
  minInteriorShare,
  minPsnrDb,
  roundShare,
} from './interior-bounds.ts';
import { largestDifference, measureLoss } from './measure-loss.ts';
import type { Product } from './prepare-product.ts';
import { isTransparent, type Raster } from './raster.ts';
import { type Picture, readPicture } from './read-picture.ts';
import { type PlacedProduct, resampleOriginal } from './resample-product.ts';

export type Reason = { readonly code: string; readonly sentence: string };
/** What is asked of a file and what it was made from. */
export type CheckInput = {
  readonly file: EncodedFile;
  readonly picture: Raster;
  readonly product: Product;
  readonly placed: PlacedProduct;
  readonly placing: Placing;
  readonly placement: Placement;
  readonly isPureWhite: boolean;
};
/** `faults` a file cannot be published with; `mayImprove` says that a better quality may help. */
export type Checked = {
  readonly measures: Measures;
  readonly faults: readonly Reason[];
  readonly mayImprove: boolean;
};

/**
 * Checks an encoded file by decoding it again: size, format and bytes as asked, the product's interior the same as P'
 * before encoding and near enough after it, transparent where its picture is, pure white where that is asked. P' is
 * resampled anew, so that a fault of the compositor cannot hide in a shared buffer.
 */
export async function checkVariant(input: CheckInput): Promise<Checked> {
  const { file, picture, product, placed, isPureWhite } = input;
  const [original, decoded] = await Promise.all([resampleOriginal(product, placed.cut), readPicture(file.bytes)]);
  const maxAbsBeforeEncode = largestDifference(picture, original, placed);
  const loss = measureLoss(decoded.raster, original, placed);
  const isLossHigh = isLossTooHigh(loss);
  const conformance = conformanceFault(input, decoded) ?? (isPureWhite ? whiteFault(decoded.raster, placed) : null);
  const faults: Reason[] = [
    ...(maxAbsBeforeEncode > 0 ? [interiorChanged(maxAbsBeforeEncode)] : []),
    ...(isShareLow(placed, product) ? [shareLow(placed, product)] : []),
    ...(isLossHigh ? [lossHigh(loss)] : []),
    ...(conformance === null
      ? []
      : [
          {
            code: 'CONFORMANCE_FAILED',
            sentence: `Expected a file as its placement asks, but ${conformance}; report it.`,
          },
        ]),
  ];
  const interior = { share: roundShare(placed.interiorShare), maxAbsBeforeEncode, ...loss };
  const measures: Measures = {
    interior,
    growth: 'notApplicable',
    seam: 'notApplicable',
    secondProduct: 'notApplicable',
  };
  return { measures, faults, mayImprove: isLossHigh || conformance !== null };
}

/** What is not as asked: first the exact size and format that were planned, then what the row asks of any file. */
function conformanceFault({ file, picture, placing, placement }: CheckInput, decoded: Picture): string | null {
  const { widthPx, heightPx } = decoded.raster;
  if (widthPx !== placing.widthPx || heightPx !== placing.heightPx) {
    return `it is ${widthPx} x ${heightPx} px instead of ${placing.widthPx} x ${placing.heightPx}`;
  }
  if (decoded.format !== file.format) return `it is ${decoded.format} instead of ${file.format}`;
  if (isTransparent(picture) && !isTransparent(decoded.raster)) return 'it is opaque instead of transparent in places';
  const broken = fileRules(decoded, placement).find(({ verdict }) => verdict === 'fail');
  return broken === undefined ? null : `it has the ${broken.rule} ${broken.got} instead of ${broken.expected}`;
}

const interiorChanged = (levels: number): Reason => ({
  code: 'INTERIOR_CHANGED',
  sentence: `Expected the product's own pixels, got up to ${levels} levels of difference before encoding; report it.`,
});
const shareLow = ({ interiorShare }: PlacedProduct, { hazeShare }: Product): Reason => ({
  code: 'INTERIOR_SHARE_LOW',
  sentence: `Expected at least ${percent(minInteriorShare)} of the product to be provably unchanged or, for a thin one, at most ${percent(maxHazeShare)} of it to be hazy inside its edge, got ${percent(interiorShare)} and ${percent(hazeShare)}; give a sharper photo or your own matte.`,
});
const lossHigh = ({
  psnrDb,
  deltaEMean,
  deltaEP99,
}: Omit<Measures['interior'], 'share' | 'maxAbsBeforeEncode'>): Reason => ({
  code: 'ENCODE_LOSS_HIGH',
  sentence: `Expected at least ${minPsnrDb} dB and colour differences of at most ${maxDeltaEMean} (mean) and ${maxDeltaEP99} (99th percentile) after encoding, got ${psnrDb} dB, ${deltaEMean} and ${deltaEP99}; ask for PNG or a larger limit.`,
});
const percent = (share: number): string => `${Math.round(share * 100)} %`;
