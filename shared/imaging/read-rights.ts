import { DOMParser } from '@xmldom/xmldom';
import ExifReader from 'exifreader';
import sharp from 'sharp';
import {
  digitalSourceTypeAddress,
  maxRightsLength,
  noRights,
  type PhotoRights,
  photoRights,
} from '../contracts/provenance.ts';

const dublinCore = 'http://purl.org/dc/elements/1.1/';
const iptcExtension = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
/** Packets hold up to megabytes of editing history; rights stand in small ones. */
const maxXmpBytes = 1_000_000;
const { aiSourceType: aiSourceTypes } = photoRights.shape;

/**
 * Reads creator, copyright notice and an AI tag from a photo's metadata: XMP first, which holds any letter, then EXIF, then
 * IPTC. Metadata that cannot be read counts as none: it is no reason to refuse a photo.
 */
export async function readRights(photoBytes: Uint8Array): Promise<PhotoRights> {
  const [xmp, tags] = [await readXmp(photoBytes), readTags(photoBytes)];
  const { exif, iptc } = tags;
  const aiSourceType = aiSourceTypes.safeParse(xmp?.sourceType?.replace(digitalSourceTypeAddress, ''));
  return {
    creator: firstText(xmp?.creator, exif?.Artist?.description, describe(iptc?.['By-line'])),
    copyright: firstText(xmp?.copyright, exif?.Copyright?.description, describe(iptc?.['Copyright Notice'])),
    aiSourceType: aiSourceType.success ? aiSourceType.data : noRights.aiSourceType,
  };
}

type XmpRights = Record<'creator' | 'copyright' | 'sourceType', string | undefined>;

async function readXmp(photoBytes: Uint8Array): Promise<XmpRights | undefined> {
  try {
    const { xmp } = await sharp(photoBytes, { limitInputPixels: false }).metadata();
    if (xmp === undefined || xmp.length > maxXmpBytes) return undefined;
    const packet = xmp.toString('utf8').trim();
    const tree = new DOMParser({ onError: () => undefined }).parseFromString(packet, 'text/xml');
    // A simple value may stand as an attribute of its description instead of as an element.
    const read = (space: string, name: string): string | undefined => {
      const [element] = tree.getElementsByTagNameNS(space, name);
      if (element !== undefined) return itemsOf(element);
      const holder = [...tree.getElementsByTagName('*')].find((each) => each.hasAttributeNS(space, name));
      return holder?.getAttributeNS(space, name) ?? undefined;
    };
    return {
      creator: read(dublinCore, 'creator'),
      copyright: read(dublinCore, 'rights'),
      sourceType: read(iptcExtension, 'DigitalSourceType'),
    };
  } catch {
    return undefined;
  }
}

type XmlElement = ReturnType<ReturnType<DOMParser['parseFromString']>['getElementsByTagNameNS']>[number];

/** A list's items, joined; for anything else its text. Of a text in several languages the first stands for all. */
function itemsOf(element: XmlElement): string | undefined {
  const items = [...element.getElementsByTagNameNS('*', 'li')].map((item) => item.textContent?.trim() ?? '');
  if (items.length === 0) return element.textContent?.trim();
  return element.getElementsByTagNameNS('*', 'Alt').length > 0 ? items[0] : items.join(', ');
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
