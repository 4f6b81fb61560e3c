import { isPermanent, type PipelineError } from '../contracts/pipeline-error.ts';
import type { Placement } from '../contracts/placement.ts';
import type { Receipt } from '../contracts/receipt.ts';
import { fileRules } from './check-file.ts';
import { whiteFault } from './check-white.ts';
import { type MaskedRasters, maskRasters, type PhotoToMask } from './mask-steps.ts';
import { cutNothing } from './prepare-product.ts';
import { type Picture, readPicture } from './read-picture.ts';
import { type PlacedProduct, resampleProduct } from './resample-product.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';
import { claimsNotChecked, verifyBackground } from './verify-claims.ts';
import {
  hasOtherPixels,
  type Versions,
  verifyColours,
  verifyFiles,
  verifyPayloads,
  verifyVersions,
} from './verify-inputs.ts';
import { verifyPixels } from './verify-pixels.ts';
import { verifyPlacing } from './verify-placing.ts';
import { verifyProvenance } from './verify-provenance.ts';

/** What a file is verified from: nothing but files, the network, and the catalogue's row of its placement. */
export type Evidence = PhotoToMask & {
  readonly variantBytes: Uint8Array;
  readonly receipt: Receipt;
  /** Undefined where the catalogue has no such row. */
  readonly row: Placement | undefined;
  /** Of this build. */
  readonly versions: Versions;
};

/**
 * Recomputes what a receipt claims of a variant from the photo, and says of each claim whether it was found. `expected`
 * is what is claimed or asked for. A photo that is another one ends the work: nothing else could be found.
 * @throws what is worth a retry, as maskRasters
 */
export async function verifyVariant(evidence: Evidence): Promise<RuleResult[]> {
  const { receipt, photoBytes, versions } = evidence;
  const { photo, variant } = verifyFiles(receipt, evidence);
  const opening = [photo, ...variant, stateRule(receipt), verifyVersions(receipt.versions, versions)];
  if (photo.verdict === 'fail') return opening;
  const picture = await orFault(readPicture(evidence.variantBytes));
  if ('fault' in picture) return [...opening, unreadable('file decodes', picture.fault)];
  const masked = await orFault(maskRasters({ ...evidence, photoBytes }));
  if ('fault' in masked) return [...opening, unreadable('product found', masked.fault)];
  return [
    ...opening,
    ...fileClaims(receipt, picture.value),
    ...(await verifyProvenance(receipt, evidence.variantBytes, masked.value.facts.rights, evidence.row)),
    ...(await verifyProduct(evidence, picture.value, masked.value)),
    ...claimsNotChecked(receipt),
  ];
}

async function verifyProduct(evidence: Evidence, picture: Picture, masked: MaskedRasters): Promise<RuleResult[]> {
  const { receipt, row, versions } = evidence;
  const { rules: hashes, isSameMatte } = await verifyPayloads(receipt, masked, versions);
  const payloads = [...hashes, ...verifyColours(receipt, masked, isSameMatte)];
  const { rules: placing, product } = verifyPlacing(receipt, shownOf(receipt, masked), isSameMatte);
  if (product === null) return [...payloads, ...placing];
  const placed = await resampleProduct(product, receipt.placing.cut);
  const exactness = { hasOtherVersions: hasOtherPixels(receipt.versions, versions), isSameMatte };
  const pixels = await verifyPixels(receipt, picture, product, placed, exactness);
  const background = verifyBackground(receipt, picture, placed);
  return [...payloads, ...placing, ...pixels, ...background, ...rowRules(receipt, picture, placed, row)];
}

/** What of the photo the file shows: its product, or for an extend look all of it. */
function shownOf({ kind }: Receipt, masked: MaskedRasters): MaskedRasters {
  if (kind !== 'extend') return masked;
  const { cutout, cutBox } = cutNothing(masked.p);
  return { ...masked, cutout, facts: { ...masked.facts, cutBox } };
}

/** A file that its own receipt holds back must not be about. */
const stateRule = ({ state, reasons }: Receipt): RuleResult =>
  judge(
    'state',
    'published',
    state === 'published' ? state : `held: ${reasons.map(({ code }) => code).join(', ')}`,
    state === 'published',
  );

/** What the receipt says of the file itself, as decoding finds it. */
function fileClaims({ file }: Receipt, { raster, format, isLossless, profile }: Picture): RuleResult[] {
  const size = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }) => `${widthPx} x ${heightPx}`;
  const lossText = (isWithout: boolean) => (isWithout ? 'lossless' : 'lossy');
  return [
    judge('pixels claimed', size(file), size(raster), size(file) === size(raster)),
    judge('profile claimed', file.icc, profile?.name ?? 'none', profile?.isSrgb === true),
    judge('format claimed', file.format, format, file.format === format),
    judge(
      'encoding claimed',
      lossText(file.quality === null),
      lossText(isLossless),
      (file.quality === null) === isLossless,
    ),
  ];
}

/** What the placement's row in the catalogue asks; the receipt's own words about the row are not relied on. */
function rowRules(
  { placement }: Receipt,
  picture: Picture,
  placed: PlacedProduct,
  row: Placement | undefined,
): RuleResult[] {
  if (row === undefined) return [unlistedRule(placement)];
  const source = `${placement.source ?? 'no source'} (${placement.date ?? 'no date'})`;
  const isSame =
    placement.source === row.source && placement.date === row.sourceDate && placement.confidence === row.confidence;
  const other = `${row.source ?? 'no source'} (${row.sourceDate ?? 'no date'}): checked against this one`;
  const rules = [isSame ? judge('placement', source, 'the same', true) : notChecked('placement', source, other)];
  if (row.background !== 'white') return [...rules, ...fileRules(picture, row)];
  const fault = whiteFault(picture.raster, placed);
  return [...rules, ...fileRules(picture, row), judge('background', 'white', fault ?? 'white', fault === null)];
}

/** A size of the brief's own has no row, and no source that it could be from. */
function unlistedRule({ id, source, date, confidence }: Receipt['placement']): RuleResult {
  const isAdHoc = confidence === 'ad hoc' && source === null && date === null;
  if (isAdHoc) return notChecked('placement', id, 'a size of the brief’s own: no platform asks anything of it');
  return judge('placement', id, 'not in the catalogue', false);
}

const unreadable = (rule: string, fault: PipelineError): RuleResult =>
  judge(rule, 'yes', `${fault.message} (${fault.code})`, false);

/** What came of work, or the permanent fault of what it was given. */
async function orFault<T>(work: Promise<T>): Promise<{ readonly value: T } | { readonly fault: PipelineError }> {
  try {
    return { value: await work };
  } catch (error) {
    if (isPermanent(error)) return { fault: error };
    throw error;
  }
}
