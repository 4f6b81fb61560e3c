import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PipelineUnderTest, startPipelineUnderTest } from './pipeline-under-test.ts';
import { drawPhoto } from './test-photo.ts';

let pipeline: PipelineUnderTest;
let photo: Buffer;
beforeAll(async () => {
  pipeline = await startPipelineUnderTest();
  photo = await drawPhoto(20);
  await pipeline.put(
    'poison/brief.json',
    JSON.stringify({ looks: [{ kind: 'plain' }], placements: [{ ratio: '1:1', width: 160 }] }),
  );
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

const solid = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#808080' }, limitInputPixels: false });

/** The vase stands between y 120 and 525 of 640 px. */
const cutOff = (vase: Buffer) => sharp(vase).extract({ left: 60, top: 200, width: 520, height: 260 }).jpeg().toBuffer();

describe('a file that is no usable photo is rejected with its code', () => {
  const cases: [string, string, () => Promise<Buffer> | Buffer, string][] = [
    ['empty', 'poison/empty.jpg', () => Buffer.alloc(0), 'PHOTO_EMPTY'],
    ['text named .jpg', 'poison/text.jpg', () => Buffer.from('not a picture at all'), 'PHOTO_NOT_AN_IMAGE'],
    ['a truncated JPEG', 'poison/cut.jpg', () => photo.subarray(0, Math.floor(photo.length / 2)), 'PHOTO_DAMAGED'],
    ['1 x 1', 'poison/dot.png', () => solid(1, 1).png().toBuffer(), 'PHOTO_TOO_TINY'],
    [
      'a decompression bomb',
      'poison/bomb.png',
      () => solid(16_000, 16_000).png({ compressionLevel: 9 }).toBuffer(),
      'PHOTO_TOO_LARGE',
    ],
    [
      'an SVG',
      'poison/drawing.svg',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"/>'),
      'PHOTO_FORMAT_NOT_SUPPORTED',
    ],
    [
      'a HEIC',
      'poison/phone.heic',
      () => Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic'),
      'PHOTO_FORMAT_NOT_SUPPORTED',
    ],
    ['a blank wall', 'poison/blank.jpg', () => solid(800, 800).jpeg().toBuffer(), 'NO_PRODUCT_FOUND'],
    ['a product cut off at the top and the bottom', 'poison/cut-off.jpg', () => cutOff(photo), 'PRODUCT_CUT_OFF'],
    ['a key with a leading underscore', 'poison/_hidden/front.jpg', () => photo, 'KEY_NOT_UNDERSTOOD'],
  ];

  it.each(cases)('%s', async (_, key, makeBytes, code) => {
    const put = await pipeline.put(key, await makeBytes());

    const rejection = await pipeline.rejected(put);

    expect(rejection.code).toBe(code);
    expect(rejection.sentence).toMatch(/^(Expected|The) /);
    await pipeline.waitFor('its event', async () => {
      const events = await pipeline.readEvents();
      return events.find(({ type, detail }) => type === 'PhotoRejected' && detail.key === key && detail.code === code);
    });
  });

  it('an animated GIF', async () => {
    const frames = await sharp({
      create: { width: 100, height: 200, channels: 3, background: '#f00', pageHeight: 100 },
    })
      .gif()
      .toBuffer();

    const rejection = await pipeline.rejected(await pipeline.put('poison/dance.gif', frames));

    expect(['PHOTO_ANIMATED', 'PHOTO_FORMAT_NOT_SUPPORTED']).toContain(rejection.code);
  });
});

describe('an unusual photo is finished', () => {
  const cases: [string, string, () => Promise<Buffer> | Buffer][] = [
    ['CMYK', 'poison/cmyk/front.jpg', () => sharp(photo).toColourspace('cmyk').jpeg().toBuffer()],
    ['16-bit PNG', 'poison/deep/front.png', () => sharp(photo).toColourspace('rgb16').png().toBuffer()],
    ['a key with space, +, % and ü', 'poison/Größe 9+1 100%/vorn ü.jpg', () => photo],
    [
      'rotated by EXIF',
      'poison/turned/front.jpg',
      () => sharp(photo).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    ],
  ];

  it.each(cases)('%s', async (_, key, makeBytes) => {
    const made = await pipeline.finished(await pipeline.put(key, await makeBytes()));

    expect(made.counts).toEqual({ published: 1, held: 0, refused: 0, failed: 0 });
  });

  it('with a matte that comes after it is masked again with that matte', async () => {
    const put = await pipeline.put('poison/matted/front.jpg', photo);
    const first = await pipeline.finished(put);
    const disc = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="640"><rect width="640" height="640"/><circle cx="320" cy="330" r="150" fill="#fff"/></svg>',
    );

    await pipeline.put('poison/matted/front.matte.png', await sharp(disc).toColourspace('b-w').png().toBuffer());

    const second = await pipeline.waitFor('the plan with the matte', async () => {
      const view = await pipeline.readFinished({ ...put, causeId: '' });
      return view !== undefined && view.planId !== first.planId ? view : undefined;
    });
    expect(second.assetId).not.toBe(first.assetId);
  });
});

it('leaves no message dead', async () => {
  expect(await pipeline.deadLetters()).toBe(0);
});
