import { DOMParser } from '@xmldom/xmldom';
import sharp from 'sharp';

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const dublinCore = 'http://purl.org/dc/elements/1.1/';
const iptcExtension = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';
const xmlns = 'http://www.w3.org/2000/xmlns/';
/** Packets hold up to megabytes of editing history; rights stand in small ones. */
const maxXmpBytes = 1_000_000;
const known = [`${dublinCore}creator`, `${dublinCore}rights`, `${iptcExtension}DigitalSourceType`];

/**
 * What a picture's XMP says of its maker and its making: `sourceTerm` is the IPTC term without the address that it stands
 * at; `others` are the names of all other properties.
 */
export type XmpFacts = Record<'creator' | 'copyright' | 'sourceTerm', string | undefined> & {
  readonly others: readonly string[];
};

type XmlElement = ReturnType<ReturnType<DOMParser['parseFromString']>['getElementsByTagNameNS']>[number];

/** Reads a picture's XMP packet; undefined where there is none, or none that can be read. */
export async function readXmp(bytes: Uint8Array): Promise<XmpFacts | undefined> {
  try {
    const { xmp } = await sharp(bytes, { limitInputPixels: false }).metadata();
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
      sourceTerm: lastSegment(read(iptcExtension, 'DigitalSourceType')),
      others: [...tree.getElementsByTagNameNS(rdf, 'Description')]
        .flatMap(propertiesOf)
        .filter(isOther)
        .map(({ nodeName }) => nodeName),
    };
  } catch {
    return undefined;
  }
}

/** A list's items, joined; for anything else its text. Of a text in several languages the first stands for all. */
function itemsOf(element: XmlElement): string | undefined {
  const items = [...element.getElementsByTagNameNS('*', 'li')].map(textOf);
  if (items.length === 0) return textOf(element);
  return element.getElementsByTagNameNS('*', 'Alt').length > 0 ? items[0] : items.join(', ');
}

/** An address may stand as text or as a resource. */
const textOf = (element: XmlElement): string =>
  element.getAttributeNS(rdf, 'resource') ?? element.textContent?.trim() ?? '';

/** Terms are named by addresses that begin with http or https. */
const lastSegment = (address: string | undefined): string | undefined => address?.trim().split('/').at(-1);

type Named = { readonly namespaceURI: string | null; readonly localName: string | null; readonly nodeName: string };

/** The elements and attributes of a description that say something of the picture. */
const propertiesOf = (description: XmlElement): Named[] => [
  ...[...description.childNodes].filter(({ nodeType, ELEMENT_NODE }) => nodeType === ELEMENT_NODE),
  ...[...description.attributes].filter(({ namespaceURI }) => namespaceURI !== xmlns && namespaceURI !== rdf),
];

const isOther = ({ namespaceURI, localName }: Named): boolean => !known.includes(`${namespaceURI}${localName}`);
