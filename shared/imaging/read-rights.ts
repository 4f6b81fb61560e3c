import ExifReader from 'exifreader';
import { maxRightsLength, noRights, type PhotoRights, photoRights } from '../contracts/provenance.ts';
import { readXmp } from './read-xmp.ts';

const { aiSourceType: aiSourceTypes } = photoRights.shape;

/**
 * Reads creator, copyright notice and an AI tag from a photo's metadata: XMP first, which holds any letter, then EXIF, then
 * IPTC. Metadata that cannot be read counts as none: it is no reason to refuse a photo.
 */
export async function readRights(photoBytes: Uint8Array): Promise<PhotoRights> {
  const [xmp, tags] = [await readXmp(photoBytes), readTags(photoBytes)];
  const { exif, iptc } = tags;
  const aiSourceType = aiSourceTypes.safeParse(xmp?.sourceTerm);
  return {
    creator: firstText(xmp?.creator, exif?.Artist?.description, describe(iptc?.['By-line'])),
    copyright: firstText(xmp?.copyright, exif?.Copyright?.description, describe(iptc?.['Copyright Notice'])),
    aiSourceType: aiSourceType.success ? aiSourceType.data : noRights.aiSourceType,
  };
}

function readTags(photoBytes: Uint8Array): Pick<ExifReader.ExpandedTags, 'exif' | 'iptc'> {
  try {
    return ExifReader.load(Uint8Array.from(photoBytes).buffer, { expanded: true });
  } catch {
    return {};
  }
}

type IptcTag = { readonly description: string } | readonly { readonly description: string }[];

function describe(tag: unknown): string | undefined {
  const [first] = [tag].flat() as IptcTag[];
  return first !== undefined && 'description' in first ? first.description : undefined;
}

function firstText(...texts: readonly (string | undefined)[]): string | null {
  for (const text of texts) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: files hold them, readers choke on them
    const plain = text?.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
    if (plain !== undefined && plain !== '') return plain.slice(0, maxRightsLength).trim();
  }
  return null;
}
