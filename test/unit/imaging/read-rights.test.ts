import type { Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { noRights, photoRights } from '../../../shared/contracts/provenance.ts';
import { readRights } from '../../../shared/imaging/read-rights.ts';
import { writeProvenance } from '../../../shared/imaging/write-provenance.ts';
import { plain } from './pictures.ts';

const photo = () => plain(64, 64, [200, 60, 40]);
const packet = (body: string, attributes = '') =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description
   xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ${attributes}>${body}</rdf:Description></rdf:RDF></x:xmpmeta>`;
const term = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
const readFrom = async (picture: Sharp) => readRights(await picture.toBuffer());

describe('readRights', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('reads what XMP says in a %s', async (format) => {
    const xmp = writeProvenance({
      digitalSourceType: 'trainedAlgorithmicMedia',
      creator: 'Zoë Ångström',
      copyright: '© 2026 Ångström & Söhne',
    });

    expect(await readFrom(photo().withXmp(xmp).toFormat(format))).toEqual({
      creator: 'Zoë Ångström',
      copyright: '© 2026 Ångström & Söhne',
      aiSourceType: 'trainedAlgorithmicMedia',
    });
  });

  it('joins several creators, and takes the first language of a notice', async () => {
    const xmp = packet(
      '<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li><rdf:li>Grace</rdf:li></rdf:Seq></dc:creator>' +
        '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">All rights reserved</rdf:li><rdf:li xml:lang="de">Alle Rechte</rdf:li></rdf:Alt></dc:rights>',
    );

    expect(await readFrom(photo().withXmp(xmp).jpeg())).toMatchObject({
      creator: 'Ada, Grace',
      copyright: 'All rights reserved',
    });
  });

  it('reads a tag that stands as an attribute', async () => {
    const xmp = packet('', `i:DigitalSourceType="${term}compositeWithTrainedAlgorithmicMedia"`);

    const { aiSourceType } = await readFrom(photo().withXmp(xmp).png());

    expect(aiSourceType).toBe('compositeWithTrainedAlgorithmicMedia');
  });

  it.each([
    [
      'at an address that begins with https',
      `<i:DigitalSourceType>${term.replace('http:', 'https:')}`,
      '</i:DigitalSourceType>',
    ],
    ['as a resource', `<i:DigitalSourceType rdf:resource="${term}`, '"/>'],
  ])('reads a tag that stands %s', async (_name, before, after) => {
    const xmp = packet(`${before}trainedAlgorithmicMedia${after}`);

    const { aiSourceType } = await readFrom(photo().withXmp(xmp).jpeg());

    expect(aiSourceType).toBe('trainedAlgorithmicMedia');
  });

  it('reads EXIF where there is no XMP', async () => {
    const exif = { IFD0: { Artist: 'Ada', Copyright: '2026 Ada' } };

    expect(await readFrom(photo().withExif(exif).jpeg())).toEqual({
      ...noRights,
      creator: 'Ada',
      copyright: '2026 Ada',
    });
  });

  it.each([
    ['nothing', () => photo().jpeg()],
    [
      'a term that no model stands behind',
      () =>
        photo()
          .withXmp(packet('', `i:DigitalSourceType="${term}digitalCapture"`))
          .jpeg(),
    ],
    ['XMP that is no XML', () => photo().withXmp('<x:xmpmeta><unclosed').jpeg()],
    [
      'blanks',
      () =>
        photo()
          .withExif({ IFD0: { Artist: '  ', Copyright: ' ' } })
          .jpeg(),
    ],
  ] as const)('finds none in %s', async (_name, draw) => {
    expect(await readFrom(draw())).toEqual(noRights);
  });

  it('keeps what the contract allows of long and odd texts', async () => {
    const creator = `A\tB\n${'x'.repeat(2000)}`;

    const rights = await readFrom(
      photo()
        .withXmp(packet(`<dc:creator>${creator}</dc:creator>`))
        .jpeg(),
    );

    expect(photoRights.parse(rights).creator).toMatch(/^A B x{490,}$/);
  });

  it('takes bytes that are no picture for a photo that says nothing', async () => {
    expect(await readRights(new Uint8Array([1, 2, 3]))).toEqual(noRights);
  });
});
