import type { AssetFacts } from '../contracts/asset-facts.ts';
import type { FileFormat, Placement } from '../contracts/placement.ts';
import type { Placing } from '../contracts/plan.ts';
import type { Provenance } from '../contracts/provenance.ts';
import type { Measures } from '../contracts/receipt.ts';
import { type Background, renderBackground } from './background.ts';
import { castShadow } from './cast-shadow.ts';
import { type Checked, checkVariant, type Reason } from './check-variant.ts';
import { hasFineChroma } from './chroma-detail.ts';
import { compositeProduct, ditherBackground, placeOnTransparent } from './composite-product.ts';
import {
  type EncodedFile,
  type EncodeSetting,
  encodeSettings,
  encodeVariant,
  smallerSettings,
} from './encode-variant.ts';
import { extendBackdrop } from './extend-backdrop.ts';
import { missingGrain } from './match-grain.ts';
import { drawPlateAround } from './plate-around.ts';
import type { Product } from './prepare-product.ts';
import type { LinearRaster, Raster } from './raster.ts';
import { kernelOf, type PlacedProduct, resampleProduct } from './resample-product.ts';
import { shrinkPlacing } from './shrink-placing.ts';
import { variantWarnings } from './variant-warnings.ts';

const pureWhite = '#ffffff';
/** Each round of the byte ladder gives up a tenth of the sides, down to the row's minimum. */
const shrinkStep = 0.9;

/** One picture to make. `seed` drives the dither alone; the same input gives the same bytes. */
export type FinishInput = {
  readonly product: Product;
  readonly facts: AssetFacts;
  readonly background: Background;
  readonly placing: Placing;
  readonly placement: Placement;
  readonly provenance: Provenance;
  readonly seed: number;
};
/** A finished file; `passes` says whether it may be published, `reasons` why not, or what to know. */
export type FinishedVariant = {
  readonly bytes: Uint8Array;
  readonly file: {
    readonly widthPx: number;
    readonly heightPx: number;
    readonly format: FileFormat;
    readonly quality: number | null;
  };
  readonly passes: boolean;
  readonly reasons: readonly Reason[];
  readonly measures: Measures;
  /** The grain that the background was given to be as noisy as the product: standard deviation in levels. */
  readonly grainLevels: number;
  /** Where the product stands in this file; smaller than what was asked for where the byte limit shrank the picture. */
  readonly placing: Placing;
  readonly kernel: string;
  readonly provenance: Provenance;
};

/** A picture before encoding, and the product as it is placed in it. */
export type Drawing = { readonly placed: PlacedProduct; readonly drawn: Drawn };

/** Makes one variant: the order of steps stands in these three functions and nowhere else. */
export const finishVariant = async (input: FinishInput): Promise<FinishedVariant> =>
  finishDrawing(input, await drawVariant(input));

/** Everything up to encoding. */
export async function drawVariant(input: FinishInput): Promise<Drawing> {
  const { product, background, placing } = input;
  const [placed, empty] = await Promise.all([
    resampleProduct(product, placing.cut),
    isDrawn(background) ? renderBackground(background, placing) : null,
  ]);
  return { placed, drawn: await drawPicture(input, placed, empty) };
}

/** Encodes a drawing as `input.placement` asks, and checks the file. */
export async function finishDrawing(input: FinishInput, { placed, drawn }: Drawing): Promise<FinishedVariant> {
  const { product, placing, placement, provenance } = input;
  const { file, checked, needsBytes, picture, grainLevels } = await encodeWithinLimits(input, placed, drawn);
  const isTooLarge = file.bytes.length > (placement.maxBytes ?? Number.POSITIVE_INFINITY);
  const smaller = isTooLarge || needsBytes ? shrinkPlacing(placing, shrinkStep, placement) : undefined;
  if (smaller !== undefined) return finishVariant({ ...input, placing: smaller });
  const { widthPx, heightPx } = picture;
  return {
    bytes: file.bytes,
    file: { widthPx, heightPx, format: file.format, quality: file.quality },
    passes: checked.faults.length === 0,
    reasons: [
      ...(isTooLarge ? [unreachable(placement, file)] : checked.faults),
      ...variantWarnings(placing, input.facts),
    ],
    measures: checked.measures,
    grainLevels,
    placing,
    kernel: kernelOf(product.cutBox, placing.cut),
    provenance,
  };
}

/** A picture before encoding; `plain` draws it again without grain. */
type Drawn = { readonly picture: Raster; readonly grainLevels: number; readonly plain: () => Raster };

/** The picture before encoding: background, shadow, dither and grain, product. */
async function drawPicture(
  { background, facts, placing, seed }: FinishInput,
  placed: PlacedProduct,
  empty: LinearRaster | null,
): Promise<Drawn> {
  if (background.kind === 'extend') {
    const { around } = background;
    if (around === undefined) return withoutGrain(extendPicture(placed, placing, seed));
    // The photo casts its own shadows, here as there.
    return overBackground(drawPlateAround(around, placed.cut, placing), placed, seed);
  }
  if (empty === null) return withoutGrain(placeOnTransparent(placing, placed));
  if (background.kind === 'plain') {
    return withoutGrain(compositeProduct(ditherBackground(empty, { hasDither: false, seed }), empty, placed));
  }
  return overBackground(await castShadow(background, empty, facts, placed, placing), placed, seed);
}

/** The product over its background, which is given the grain that it lacks beside it. */
function overBackground(lit: LinearRaster, placed: PlacedProduct, seed: number): Drawn {
  const draw = (grainLevels: number) =>
    compositeProduct(ditherBackground(lit, { hasDither: true, grainLevels, seed }), lit, placed);
  const grainLevels = missingGrain(lit, placed);
  return { picture: draw(grainLevels), grainLevels, plain: () => draw(0) };
}

/** Whether there is something behind the product that does not come from the product's own photo. */
const isDrawn = (background: Background): background is Exclude<Background, { kind: 'extend' }> =>
  background.kind !== 'extend' && !isTransparent(background);

const withoutGrain = (picture: Raster): Drawn => ({ picture, grainLevels: 0, plain: () => picture });

/** The photo casts its own shadows: nothing is added to it but what lies beyond its edge. */
function extendPicture(placed: PlacedProduct, placing: Placing, seed: number): Raster {
  const around = extendBackdrop(placed, placing, seed);
  return compositeProduct(ditherBackground(around, { hasDither: true, seed }), around, placed);
}

/** Of a picture the file that was chosen, what was found in it, and whether a larger one may pass. */
type Encoded = Pick<Drawn, 'picture' | 'grainLevels'> & {
  readonly file: EncodedFile;
  readonly checked: Checked;
  readonly needsBytes: boolean;
};

/**
 * Encodes as the row asks; raises the quality and then changes the format where the product lost too much, lowers it where
 * the file is too large, and before that gives up its grain. Of several files the first that passes is taken, else the
 * last one tried; `needsBytes` says of that one that a better one may pass and does not fit, so that a smaller picture may.
 */
async function encodeWithinLimits(input: FinishInput, placed: PlacedProduct, drawn: Drawn): Promise<Encoded> {
  const { picture, grainLevels } = drawn;
  const { product, placing, placement, background, provenance } = input;
  const maxBytes = placement.maxBytes ?? Number.POSITIVE_INFINITY;
  const isPureWhite = background.kind === 'plain' && background.colour === pureWhite;
  const check = (file: EncodedFile) =>
    checkVariant({ file, picture, product, placed, placing, placement, isPureWhite });
  const { format } = placement.deliver;
  const hasAlpha = picture.channels === 4;
  const keepsFineChroma = format === 'webp' && hasFineChroma(picture, placing.cut);
  const encode = (setting: EncodeSetting) => encodeVariant(picture, setting, { provenance, keepsFineChroma });
  const [first = { format, quality: null }, ...better] = encodeSettings(placement, hasAlpha);
  let file = await encode(first);
  if (file.bytes.length <= maxBytes) {
    let checked = await check(file);
    let tooLarge: FileFormat | null = null;
    for (const setting of better) {
      if (!checked.mayImprove) break;
      // A better quality of a format that is too large already is larger still; without loss it may be smaller.
      if (setting.format === tooLarge && setting.quality !== null) continue;
      const next = await encode(setting);
      if (next.bytes.length > maxBytes) tooLarge = setting.format;
      else [file, checked] = [next, await check(next)];
    }
    const needsBytes = tooLarge !== null && checked.mayImprove;
    if (needsBytes && grainLevels > 0) return encodeWithinLimits(input, placed, withoutGrain(drawn.plain()));
    return { ...{ picture, grainLevels }, file, checked, needsBytes };
  }
  if (grainLevels > 0) return encodeWithinLimits(input, placed, withoutGrain(drawn.plain()));
  for (const setting of smallerSettings(placement, hasAlpha)) {
    file = await encode(setting);
    if (file.bytes.length <= maxBytes) break;
  }
  const checked = await check(file);
  return { ...{ picture, grainLevels }, file, checked, needsBytes: checked.mayImprove };
}

const isTransparent = (background: Background): boolean =>
  background.kind === 'plain' && background.colour === 'transparent';

const unreachable = ({ id, maxBytes }: Placement, file: EncodedFile): Reason => ({
  code: 'BYTES_UNREACHABLE',
  sentence: `Expected at most ${maxBytes} bytes for ${id}, got ${file.bytes.length} at the smallest size allowed; choose another format or size.`,
});
