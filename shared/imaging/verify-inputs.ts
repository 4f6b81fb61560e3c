import type { GamutLoss } from '../contracts/gamut-loss.ts';
import { sha256Hex } from '../contracts/ids.ts';
import type { Receipt } from '../contracts/receipt.ts';
import type { MaskedRasters } from './mask-steps.ts';
import { encodeMask, encodeRaster } from './raster.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';

/** So many characters of a hash tell two apart. */
const hashShown = 12;
/** The versions of what computes pixels. */
export type Versions = Pick<Receipt['versions'], 'mask' | 'finish' | 'sharp' | 'libvips'>;

/** Whether the files are those that the receipt speaks of: hashes of photo and variant, and the variant's bytes. */
export function verifyFiles(
  { inputs, file }: Receipt,
  files: { readonly photoBytes: Uint8Array; readonly variantBytes: Uint8Array },
): { readonly photo: RuleResult; readonly variant: readonly RuleResult[] } {
  const { length } = files.variantBytes;
  return {
    photo: hashRule('photo', inputs.photo, files.photoBytes),
    variant: [
      hashRule('file', file.sha256, files.variantBytes),
      judge('bytes', `${file.bytes}`, `${length}`, file.bytes === length),
    ],
  };
}

/**
 * Says where the file was made by other versions: what sharp or libvips may change is allowed 2 levels; what masking or
 * finishing may have changed is not.
 */
export function verifyVersions(claimed: Versions, here: Versions): RuleResult {
  const text = ({ sharp, libvips, finish, mask }: Versions) =>
    `sharp ${sharp}, libvips ${libvips}, finish ${finish}, mask ${mask}`;
  if (text(claimed) === text(here)) return judge('versions', text(claimed), 'the same', true);
  return notChecked(
    'versions',
    text(claimed),
    `${text(here)}: ${hasOtherPixels(claimed, here) ? 'up to 2 levels are allowed' : 'compared exactly all the same'}`,
  );
}

/** Whether another sharp or libvips resampled the photo. */
export const hasOtherPixels = (claimed: Versions, here: Versions): boolean =>
  claimed.sharp !== here.sharp || claimed.libvips !== here.libvips;

/**
 * Whether P, matte and cutout are those that the file was made from. A hash that differs by other versions is no fault,
 * nor is a matte that a network computed on another machine; the comparison then keeps well inside the product.
 */
export async function verifyPayloads(
  { inputs, versions }: Receipt,
  masked: MaskedRasters,
  here: Versions,
): Promise<{ readonly rules: readonly RuleResult[]; readonly isSameMatte: boolean }> {
  const [p, matte, cutout] = await Promise.all([
    encodeRaster(masked.p),
    encodeMask(masked.matte),
    encodeRaster(masked.cutout),
  ]);
  const isOther = hasOtherPixels(versions, here);
  const isComputed = masked.facts.matteSource === 'segmented';
  const isSameMatte = sha256Hex(matte.bytes) === inputs.matte && sha256Hex(cutout.bytes) === inputs.cutout;
  const excuse = isOther ? 'other versions' : 'another machine, network or a given matte';
  const matteRule = (name: string, claimed: string, bytes: Uint8Array): RuleResult => {
    const rule = hashRule(name, claimed, bytes);
    if (rule.verdict === 'pass' || !(isOther || isComputed)) return rule;
    return { ...rule, verdict: 'not checked', got: `${rule.got} (${excuse}): compared well inside alone` };
  };
  const pRule = hashRule('pixels of the photo', inputs.p, p.bytes);
  return {
    rules: [
      isOther && pRule.verdict === 'fail'
        ? { ...pRule, verdict: 'not checked', got: `${pRule.got} (other versions)` }
        : pRule,
      matteRule('matte', inputs.matte, matte.bytes),
      matteRule('cutout', inputs.cutout, cutout.bytes),
    ],
    isSameMatte,
  };
}

/** What the product lost on its way to sRGB. Receipts of before this was measured claim nothing. */
export function verifyColours(
  { gamutLoss: claimed }: Receipt,
  { facts }: MaskedRasters,
  isSameMatte: boolean,
): RuleResult[] {
  if (claimed === undefined) return [];
  const text = (loss: GamutLoss | null): string =>
    loss === null ? 'none' : `${loss.share} of the product, up to ${loss.largestDeltaE} (${loss.profile})`;
  const [asked, found] = [text(claimed), text(facts.gamutLoss)];
  const rule = judge('colours outside sRGB', asked, found, asked === found);
  const isExcused = rule.verdict === 'fail' && !isSameMatte && claimed !== null && facts.gamutLoss !== null;
  return [isExcused ? { ...rule, verdict: 'not checked', got: `${found}, by another matte` } : rule];
}

function hashRule(name: string, claimed: string, bytes: Uint8Array): RuleResult {
  const found = sha256Hex(bytes);
  return judge(name, claimed.slice(0, hashShown), found.slice(0, hashShown), claimed === found);
}
