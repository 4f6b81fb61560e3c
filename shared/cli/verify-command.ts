import sharp from 'sharp';
import { segmenters } from '../contracts/segmenters.ts';
import { finishVersion, maskVersion } from '../contracts/versions.ts';
import { isBroken, type RuleResult } from '../imaging/rule-result.ts';
import type { Segmenter } from '../imaging/segment-product.ts';
import { verifyVariant } from '../imaging/verify-variant.ts';
import { allPlacements } from '../placements/placements.ts';
import { readArgs, usageError } from './command-line.ts';
import { exitCodes } from './exit-codes.ts';
import { findMatte, findReceipt } from './find-proof.ts';
import { helpBlock } from './help.ts';
import { readNamedFile } from './read-file.ts';
import { setUpSegmenter } from './set-up-segmenter.ts';
import { countOf } from './terminal.ts';
import { textTable } from './text-table.ts';

export const verifyHelp = `Recomputes what a receipt claims of a variant, from the files alone.

Usage: npx packshot verify VARIANT --photo PHOTO [options]

Masks the photo anew, resamples it as the receipt says, and compares it with the product in the
variant: pixel by pixel where nothing was lost in encoding, else within the bounds of the receipt.
Every claim that is not found again is named.

${helpBlock('Options', [
  ['--photo PHOTO', 'the original photo, as it was uploaded'],
  ['--receipt FILE', 'the receipt (default: the one beside the variant)'],
  [
    '--matte FILE',
    'the matte that was uploaded with the photo (default: NAME.matte.png beside\nthe photo; without one the product is found anew)',
  ],
  ['--json', 'everything as JSON'],
])}

Exit codes: 0 verified; 1 the command itself went wrong; 2 not verified.`;

/** `packshot verify`: checks a variant by its photo and its receipt. Gives the exit code. */
export async function verify(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs('verify', args, {
    photo: { type: 'string' },
    receipt: { type: 'string' },
    matte: { type: 'string' },
    json: { type: 'boolean' },
  });
  const [variant, second] = positionals;
  if (variant === undefined || second !== undefined) throw usageError('verify', 'Expected one variant');
  if (values.photo === undefined) throw usageError('verify', 'Expected --photo PHOTO, the original');
  const [variantBytes, photoBytes] = [await readNamedFile(variant), await readNamedFile(values.photo)];
  const receipt = await findReceipt(variant, values.receipt);
  const givenMatteBytes = await findMatte(values.photo, values.matte);
  const { sharp: sharpVersion, vips: libvips } = sharp.versions;
  const rules = await verifyVariant({
    ...{ variantBytes, photoBytes, receipt, givenMatteBytes, segmenter: openLate() },
    row: allPlacements.find(({ id }) => id === receipt.placement.id),
    versions: { mask: maskVersion, finish: finishVersion, sharp: sharpVersion ?? 'unknown', libvips },
  });
  const isVerified = !isBroken(rules);
  if (values.json === true) console.log(JSON.stringify({ variant, isVerified, rules }, null, 2));
  else print(variant, rules);
  return isVerified ? exitCodes.allDone : exitCodes.someFailed;
}

/** The local network, fetched and opened when a photo first needs it: mattes that were given need none. */
function openLate(): Segmenter {
  const name = 'u2netp';
  const { sidePx, closerLookBelowShare } = segmenters[name];
  let opened: Promise<Segmenter> | undefined;
  const segment: Segmenter['segment'] = async (rgb) => {
    opened ??= setUpSegmenter(name);
    return (await opened).segment(rgb);
  };
  return { sidePx, closerLookBelowShare, segment };
}

function print(variant: string, rules: readonly RuleResult[]): void {
  const cells = rules.map(({ rule, verdict, expected, got }) => [rule, verdict, expected, got]);
  for (const line of textTable(['what', 'verdict', 'claimed or asked', 'found'], cells)) console.log(line);
  const broken = rules.filter(({ verdict }) => verdict === 'fail');
  const open = rules.filter(({ verdict }) => verdict === 'not checked');
  const openText = open.length === 0 ? '' : ` ${countOf(open.length, 'point')} not checked.`;
  console.log('');
  if (broken.length === 0) console.log(`${variant} is verified.${openText}`);
  for (const { rule, expected, got } of broken)
    console.log(`${variant} fails: ${rule}: claimed ${expected}, found ${got}.`);
}
