import ExifReader from 'exifreader';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/contracts/ids.ts';
import { itemKey } from '../../shared/contracts/keys.ts';
import type { Manifest } from '../../shared/contracts/manifest.ts';
import { receipt } from '../../shared/contracts/receipt.ts';
import { readRights } from '../../shared/imaging/read-rights.ts';
import { type PipelineUnderTest, type Put, startPipelineUnderTest } from './pipeline-under-test.ts';
import { drawPhoto } from './test-photo.ts';

let pipeline: PipelineUnderTest;
beforeAll(async () => {
  pipeline = await startPipelineUnderTest();
}, 120_000);
afterAll(() => pipeline?.stop(), 30_000);

const expectedFiles: Record<string, string> = {
  'default-blog-header': '1600x900 webp',
  'default-instagram-post': '1080x1350 webp',
  'default-product-square': '1600x1600 png',
  'default-story-reel': '1080x1920 webp',
  'default-x-header': '1500x500 jpg',
};

/** Every file of a manifest, twins too, with its receipt. */
const filesOf = ({ slots }: Manifest) =>
  slots.flatMap(({ look, file, receiptKey, twin }) => [
    { look, file, receiptKey },
    ...(twin === null ? [] : [{ look, ...twin }]),
  ]);

const serialNumber = 'SERIAL-4711';
/** The same photo as a camera leaves it: with its maker, its place and its device. */
const fromCamera = (photo: Buffer): Promise<Buffer> =>
  sharp(photo)
    .withExif({
      IFD0: { Artist: 'Ada Lovelace', Copyright: '2026 Ada Lovelace', Make: 'Cameras', Model: 'Obscura' },
      IFD2: { BodySerialNumber: serialNumber },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '52/1 31/1 12/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '13/1 24/1 18/1',
      },
    })
    .jpeg({ quality: 94 })
    .toBuffer();

describe('a photo with the built-in brief', () => {
  let put: Put;
  let made: Manifest;
  let photo: Buffer;
  beforeAll(async () => {
    photo = await fromCamera(await drawPhoto(210, { side: 2000 }));
    put = await pipeline.put('acme/vase/front.jpg', photo);
    made = await pipeline.finished(put);
  });

  it('is finished in every look and placement with exact sizes and formats', () => {
    const files = made.slots.map(
      ({ look, placement, state, file }) =>
        `${look} ${placement} ${state} ${file?.widthPx}x${file?.heightPx} ${file?.format}`,
    );

    const expected = ['white', 'studio', 'scene'].flatMap((look) =>
      Object.entries(expectedFiles).map(([placement, file]) => `${look} ${placement} published ${file}`),
    );
    expect(files.sort()).toEqual(expected.sort());
  });

  it('has a JPG twin of the pictures for channels that take no WebP', async () => {
    const twins = made.slots.flatMap(({ look, placement, file, twin }) =>
      twin === null ? [] : [{ name: `${look} ${placement}`, twin: { ...file, ...twin.file }, of: file?.format }],
    );

    const rows = ['default-instagram-post', 'default-story-reel'];
    const names = ['scene', 'studio', 'white'].flatMap((look) => rows.map((row) => `${look} ${row}`));
    expect(twins.map(({ name }) => name).sort()).toEqual(names.sort());
    for (const { twin, of } of twins) expect([of, twin.format, twin.widthPx]).toEqual(['webp', 'jpg', 1080]);
  });

  it('has a receipt beside each file that agrees with its bytes', async () => {
    for (const { file, receiptKey } of filesOf(made)) {
      const stored = await pipeline.store.get('variants', file?.key ?? '');
      const proof = await pipeline.store.get('variants', receiptKey ?? '');
      const read = receipt.parse(JSON.parse(new TextDecoder().decode(proof?.bytes)));

      expect(sha256Hex(stored?.bytes ?? new Uint8Array())).toBe(read.file.sha256);
      expect(read.inputs.photo).toBe(sha256Hex(photo));
      expect(read.interior.maxAbsBeforeEncode).toBe(0);
    }
  });

  it('says in each file how it was made and whose photo it shows, and neither where nor with what it was taken', async () => {
    const taken = ExifReader.load(photo, { expanded: true });
    expect(taken.gps?.Latitude).toBeCloseTo(52.52, 2);
    expect(photo.includes(serialNumber)).toBe(true);

    for (const { look, file, receiptKey } of filesOf(made)) {
      const bytes = Buffer.from((await pipeline.store.get('variants', file?.key ?? ''))?.bytes ?? []);
      const proof = await pipeline.store.get('variants', receiptKey ?? '');
      const { provenance } = receipt.parse(JSON.parse(new TextDecoder().decode(proof?.bytes)));

      const { xmpAsString = '', exif, iptc } = await sharp(bytes).metadata();
      expect([exif, iptc]).toEqual([undefined, undefined]);
      expect(xmpAsString).toContain(`/digitalsourcetype/${look === 'white' ? 'composite' : 'compositeSynthetic'}<`);
      expect(await readRights(bytes)).toMatchObject({ creator: 'Ada Lovelace', copyright: '2026 Ada Lovelace' });
      expect(provenance).toMatchObject({ creator: 'Ada Lovelace', copyright: '2026 Ada Lovelace' });
      expect([serialNumber, 'Obscura', 'GPS'].filter((word) => bytes.includes(word))).toEqual([]);
    }
  });

  it('shows a scene that came through the container, which did not read the prompt', async () => {
    const slot = made.slots.find(({ look }) => look === 'scene');
    const proof = await pipeline.store.get('variants', slot?.receiptKey ?? '');
    const read = receipt.parse(JSON.parse(new TextDecoder().decode(proof?.bytes)));

    expect(read.plate).toMatchObject({ engine: 'studio', promptUsed: false, weights: null });
    expect(read.plate?.layoutAgreement).toBeGreaterThan(0.9);
    const plate = await pipeline.table.read('plate', itemKey.plate('acme', read.plate?.id ?? ''));
    const underpaint = pipeline.proxy.calls.filter(
      ({ action, resource }) => action === 's3:PutObject' && resource.includes('/underpaints/'),
    );
    expect(plate?.painted?.plate.sha256).toBe(read.plate?.sha256);
    expect(underpaint.length).toBeGreaterThan(0);
  });

  it('is announced once for each plan and cause, and found done when uploaded again', async () => {
    const paintedBefore = pipeline.proxy.calls.filter(({ action }) => action.startsWith('sagemaker:')).length;
    const again = await pipeline.put(put.key, photo);

    const found = await pipeline.finished(again);

    expect(found).toEqual(made);
    expect(pipeline.proxy.calls.filter(({ action }) => action.startsWith('sagemaker:'))).toHaveLength(paintedBefore);
    const announced = await pipeline.waitFor('two events', async () => {
      const events = (await pipeline.readEvents()).filter(({ detail }) => detail.planId === made.planId);
      return events.length >= 2 ? events : undefined;
    });
    expect(new Set(announced.map(({ detail }) => detail.eventId)).size).toBe(2);
  });

  it('finishes each chunk of the next photo once, from the plates that are painted already', async () => {
    const painted = await pipeline.store.list('work', 'plates/acme/');
    const sameShape = await drawPhoto(20, { side: 2000 });

    const next = await pipeline.finished(await pipeline.put('acme/second/front.jpg', sameShape));

    expect(await pipeline.store.list('work', 'plates/acme/')).toEqual(painted);
    const woken = pipeline.proxy.sent
      .filter(({ queue, body }) => queue === 'packshot-local-finish' && body.includes(next.planId))
      .map(({ body }) => JSON.parse(body))
      .map(({ look, chunk }) => `${look} ${chunk}`);
    expect(woken.sort()).toEqual(['scene 0', 'scene 1', 'studio 0', 'white 0']);
  });
});

describe('a brief', () => {
  const brief = (look: string) =>
    JSON.stringify({
      looks: [{ kind: 'plain', name: look }],
      placements: [{ ratio: '1:1', width: 200, height: 200, id: 'small' }],
    });

  it('counts from the nearest folder, then the ones above', async () => {
    await pipeline.put('briefs/brief.json', brief('of-tenant'));
    await pipeline.put('briefs/near/brief.json', brief('of-folder'));
    const photo = await drawPhoto(30);

    const looks = await Promise.all(
      ['briefs/near/front.jpg', 'briefs/far/front.jpg'].map(
        async (key) => (await pipeline.finished(await pipeline.put(key, photo))).slots[0]?.look,
      ),
    );

    expect(looks).toEqual(['of-folder', 'of-tenant']);
  });

  it('asks for the photo’s own background in another ratio', async () => {
    const asked = {
      looks: [{ kind: 'extend' }],
      placements: [{ ratio: '1:1', width: 400, height: 400, format: 'png' }],
    };
    await pipeline.put('wide/brief.json', JSON.stringify(asked));
    const photo = await sharp(await drawPhoto(60))
      .extract({ left: 60, top: 60, width: 520, height: 500 })
      .png()
      .toBuffer();

    const { slots } = await pipeline.finished(await pipeline.put('wide/vase/front.png', photo));

    expect(slots).toMatchObject([{ look: 'extend', kind: 'extend', state: 'published', reasons: [] }]);
    const proof = await pipeline.store.get('variants', slots[0]?.receiptKey ?? '');
    const { interior, plate, placing } = receipt.parse(JSON.parse(new TextDecoder().decode(proof?.bytes)));
    expect(interior).toMatchObject({ share: 1, maxAbsBeforeEncode: 0 });
    expect(plate).toBeNull();
    expect([placing.cut.widthPx, placing.cut.heightPx]).toEqual([400, 385]);
  });

  it('describes a studio set in words, and is told which of them no set serves', async () => {
    const asked = {
      looks: [{ kind: 'set', name: 'spa', set: { words: 'polished marble beside a waterfall' } }],
      placements: [{ ratio: '4:5', width: 400, height: 500, format: 'png' }],
    };
    await pipeline.put('spa/brief.json', JSON.stringify(asked));

    const { slots, wordsNotServed, planId } = await pipeline.finished(
      await pipeline.put('spa/vase/front.jpg', await drawPhoto(90)),
    );

    expect(slots).toMatchObject([{ look: 'spa', kind: 'set', state: 'published', reasons: [] }]);
    expect(wordsNotServed).toEqual([{ look: 'spa', words: ['beside', 'waterfall'] }]);
    const [body] = await pipeline.store.list('work', `plans/${planId}`);
    const stored = await pipeline.store.get('work', body?.key ?? '');
    expect(new TextDecoder().decode(stored?.bytes)).toContain('"studio":"marble"');
    const proof = await pipeline.store.get('variants', slots[0]?.receiptKey ?? '');
    const { interior, provenance } = receipt.parse(JSON.parse(new TextDecoder().decode(proof?.bytes)));
    expect(interior.maxAbsBeforeEncode).toBe(0);
    expect(provenance.digitalSourceType).toBe('compositeSynthetic');
  });

  it('that is wrong rejects the photo and says where', async () => {
    await pipeline.put('wrong/brief.json', '{"looks":[{"kind":"plaid"}],"placements":["default-*"]}');

    const rejection = await pipeline.rejected(await pipeline.put('wrong/vase/front.jpg', await drawPhoto(30)));

    expect(rejection.code).toBe('BRIEF_INVALID');
    expect(rejection.sentence).toContain('looks.0.kind');
  });
});

describe('a request on the bus', () => {
  it('renders what is there with its own brief, and nonsense is answered too', async () => {
    await pipeline.put(
      'req/brief.json',
      JSON.stringify({ looks: [{ kind: 'plain' }], placements: [{ ratio: '1:1', width: 200 }] }),
    );
    await pipeline.finished(await pipeline.put('req/vase/front.jpg', await drawPhoto(90)));
    const brief = {
      looks: [{ kind: 'plain', name: 'asked', colour: '#336699' }],
      placements: [{ ratio: '2:1', width: 300 }],
    };

    await pipeline.request({ requestId: 'r1', tenant: 'req', skus: ['vase'], brief });
    await pipeline.request({ requestId: 'r2', tenant: 'req', skus: ['nobody'] });
    await pipeline.request({ requestId: 'r3', tenant: 'req', colour: 'red' });

    const byRequest = await pipeline.waitFor('three answers', async () => {
      const events = (await pipeline.readEvents()).filter(({ detail }) => detail.tenant === 'req');
      const finished = events.find(({ detail }) => JSON.stringify(detail).includes('"requestId":"r1"'));
      const refused = events.filter(({ type }) => type === 'RenderRejected');
      return finished !== undefined && refused.length === 2 ? { finished, refused } : undefined;
    });
    expect(byRequest.finished.type).toBe('AssetFinished');
    expect(byRequest.refused.map(({ detail }) => detail.code).sort()).toEqual(['NOTHING_SELECTED', 'REQUEST_INVALID']);
  });
});
