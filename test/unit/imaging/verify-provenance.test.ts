import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../shared/contracts/ids.ts';
import type { Receipt } from '../../../shared/contracts/receipt.ts';
import { writeProvenance } from '../../../shared/imaging/write-provenance.ts';
import { discPhoto, type Finished, finishFile } from '../cli/finished-files.ts';
import { forge } from './forged-files.ts';
import { faultsOf } from './found-faults.ts';

const size = { width: 448, height: 448 } as const;
let png: Finished;
beforeAll(async () => {
  png = await finishFile(await discPhoto(), { ...size, format: 'png' });
});

describe('verifyVariant of a provenance that was edited', () => {
  it.each<[string, Partial<Receipt['provenance']>]>([
    ['source type', { digitalSourceType: 'compositeWithTrainedAlgorithmicMedia' }],
    ['creator', { creator: 'Eve' }],
    ['notice', { copyright: '2026 Eve' }],
  ])('finds another %s in receipt and file, and in the receipt alone', async (_, changes) => {
    const { receipt } = png;
    const edited = { ...png, receipt: { ...receipt, provenance: { ...receipt.provenance, ...changes } } };

    const alone = await faultsOf(edited);
    const both = await faultsOf(await forge(edited, (picture) => picture, 'hash'));

    expect(alone).toEqual(['provenance written', 'provenance due']);
    expect(both).toEqual(['provenance due']);
  });
});

describe('verifyVariant of a file whose metadata was changed', () => {
  /** The file written anew with the same pixels, and a receipt with its hash. */
  async function rewrite(finished: Finished, change: (open: Sharp) => Sharp): Promise<Finished> {
    const variantBytes = await change(sharp(finished.variantBytes).keepIccProfile()).png().toBuffer();
    const file = { ...finished.receipt.file, sha256: sha256Hex(variantBytes), bytes: variantBytes.length };
    return { ...finished, variantBytes, receipt: { ...finished.receipt, file } };
  }
  const place = { IFD3: { GPSLatitude: '52/1 31/1 0/1', GPSLatitudeRef: 'N' } };
  const packetWith = (attribute: string) =>
    writeProvenance(png.receipt.provenance).replace('rdf:about=""', `rdf:about="" ${attribute}`);

  it.each<[string, (open: Sharp) => Sharp, string[]]>([
    ['nothing', (open) => open.keepXmp(), []],
    ['its XMP gone', (open) => open, ['provenance written']],
    ['a place in EXIF', (open) => open.keepXmp().withExif(place), ['other metadata']],
    [
      'a place in XMP',
      (open) => open.withXmp(packetWith('xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52,31N"')),
      ['other metadata'],
    ],
  ])('finds %s', async (_, change, faults) => {
    expect(await faultsOf(await rewrite(png, change))).toEqual(faults);
  });

  it('takes what the photo says of its maker, and an AI tag that outweighs ours', async () => {
    const rights = { creator: 'Zoë', copyright: '© 2026 Zoë', digitalSourceType: 'trainedAlgorithmicMedia' } as const;
    const { photoBytes, matteBytes } = await discPhoto();
    const tagged = await sharp(photoBytes).withXmp(writeProvenance(rights)).png().toBuffer();

    const finished = await finishFile({ photoBytes: tagged, matteBytes }, { ...size, format: 'webp' });

    expect(finished.receipt.provenance).toEqual(rights);
    expect(await faultsOf(finished)).toEqual([]);
  });
});
