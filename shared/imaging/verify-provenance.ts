import ExifReader from 'exifreader';
import sharp from 'sharp';
import type { Placement } from '../contracts/placement.ts';
import type { PhotoRights, Provenance } from '../contracts/provenance.ts';
import type { Receipt } from '../contracts/receipt.ts';
import { chooseProvenance } from './choose-provenance.ts';
import { readXmp } from './read-xmp.ts';
import { judge, type RuleResult } from './rule-result.ts';

/** What files hold of the picture itself, its profile and its provenance; everything else would be somebody's. */
const ownParts: readonly string[] = ['file', 'jfif', 'png', 'pngFile', 'riff', 'icc', 'xmp'];
const foreignParts = ['exif', 'iptc', 'tifftagPhotoshop', 'comments'] as const;
const noGeneratedTerm = { generatedSourceType: null };

/**
 * Whether a file says of its making and its maker what its receipt says, whether that is due to the photo's own metadata
 * (`rights`), to the kind of look and to the placement's row, and whether the file says nothing else: no EXIF, IPTC, place.
 */
export async function verifyProvenance(
  receipt: Receipt,
  variantBytes: Uint8Array,
  rights: PhotoRights,
  row: Placement | undefined,
): Promise<RuleResult[]> {
  const { provenance: claimed } = receipt;
  const xmp = await readXmp(variantBytes);
  const written = xmp === undefined ? 'none' : provenanceText({ ...xmp, digitalSourceType: xmp.sourceTerm });
  const due = provenanceText(chooseProvenance(originOf(receipt), rights, row ?? noGeneratedTerm));
  const text = provenanceText(claimed);
  const foreign = [...(await findForeign(variantBytes)), ...(xmp?.others ?? [])];
  return [
    judge('provenance written', text, written, written === text),
    judge('provenance due', text, due, due === text),
    judge('other metadata', 'none', foreign.length === 0 ? 'none' : foreign.join(', '), foreign.length === 0),
  ];
}

/** Whether a model painted the background stands in the receipt alone: a plate's file is not at hand. */
function originOf({ kind, plate }: Receipt): Parameters<typeof chooseProvenance>[0] {
  if (kind === 'plain') return 'flat colour';
  return (plate?.weights ?? null) === null ? 'rendered' : 'generated';
}

type Said = { readonly [Part in keyof Provenance]: string | null | undefined };

const provenanceText = ({ digitalSourceType, creator, copyright }: Said): string =>
  [digitalSourceType ?? 'no source type', `by ${creator ?? 'nobody'}`, copyright ?? 'no notice'].join(', ');

/** The names of the metadata that a file holds beside profile and XMP. */
async function findForeign(bytes: Uint8Array): Promise<string[]> {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  const seen = foreignParts.filter((part) => header[part] !== undefined);
  return [...new Set([...seen, ...readParts(bytes).filter((part) => !ownParts.includes(part))])];
}

function readParts(bytes: Uint8Array): string[] {
  try {
    return Object.keys(ExifReader.load(Uint8Array.from(bytes).buffer, { expanded: true }));
  } catch {
    return [];
  }
}
