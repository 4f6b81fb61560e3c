/**
 * Makes the README's row of pictures from what the pipeline made of the sample mug: photo, matte, plate, three variants
 * with size and kB. While `npm start` is up: `node docs/make-pictures.ts`.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { findDeployment } from '../shared/cli/deployment.ts';
import { itemKey } from '../shared/contracts/keys.ts';
import { manifest } from '../shared/contracts/manifest.ts';
import { readPlan } from '../shared/state/read-plan.ts';

const root = resolve(import.meta.dirname, '..');
const fontfile = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const rowHeightPx = 300;
const captionHeightPx = 34;
const gapPx = 14;
const [sku, view] = ['mug', 'front'];
const shown = [
  ['white', 'default-product-square'],
  ['studio', 'default-instagram-post'],
  ['scene', 'default-story-reel'],
] as const;

type Picture = { readonly bytes: Uint8Array; readonly caption: string };

const { table, store, tenant } = await findDeployment({});
const pictures = [
  { bytes: await readFile(join(root, 'samples/photos', sku, `${view}.jpg`)), caption: 'photo' },
  ...(await fromPipeline()),
];
await drawRow(pictures, join(root, 'docs/pictures/readme-row.jpg'));

/** Matte and plate from the work bucket, the variants from their manifest. */
async function fromPipeline(): Promise<Picture[]> {
  const { latestPlan } = (await table.read('view', itemKey.view(tenant, sku, view))) ?? {};
  const found = latestPlan === undefined ? undefined : await readPlan(latestPlan.planId, { table, store });
  if (latestPlan === undefined || found === undefined) throw new Error(`Expected a finished ${sku}, found none.`);
  const plateId = found.body.looks.find(({ look }) => look.name === 'scene')?.plates[0]?.ids[0] ?? '';
  const plate = await table.read('plate', itemKey.plate(tenant, plateId));
  const { slots } = manifest.parse(
    JSON.parse(new TextDecoder().decode(await fetch('variants', latestPlan.manifestKey))),
  );
  const variants = shown.map(async ([look, placement]) => {
    const slot = slots.find((each) => each.look === look && each.placement === placement);
    if (!slot?.file) throw new Error(`Expected ${look} ${placement} to be published.`);
    const { key, widthPx, heightPx, format, bytes } = slot.file;
    const caption = `${look}, ${widthPx}×${heightPx} ${format}, ${Math.round(bytes / 1000)} kB`;
    return { bytes: await fetch('variants', key), caption };
  });
  return [
    { bytes: await fetch('work', found.body.matte.key), caption: 'matte' },
    { bytes: await fetch('work', plate?.painted?.plate.key ?? ''), caption: 'plate' },
    ...(await Promise.all(variants)),
  ];
}

async function fetch(bucket: 'work' | 'variants', key: string): Promise<Uint8Array> {
  const stored = await store.get(bucket, key);
  if (stored === undefined) throw new Error(`Expected ${key} in the ${bucket} bucket, found nothing.`);
  return stored.bytes;
}

async function drawRow(row: readonly Picture[], file: string): Promise<void> {
  const overlays: OverlayOptions[] = [];
  let left = 0;
  for (const { bytes, caption } of row) {
    const picture = sharp(bytes).rotate().resize({ height: rowHeightPx }).toColourspace('srgb');
    const { data, info } = await picture.png().toBuffer({ resolveWithObject: true });
    const text = { text: caption, font: 'DejaVu Sans Condensed 9', fontfile, width: info.width, dpi: 96, rgba: true };
    overlays.push({ input: data, left, top: 0 }, { input: { text }, left, top: rowHeightPx + 6 });
    left += info.width + gapPx;
  }
  await mkdir(join(root, 'docs/pictures'), { recursive: true });
  const size = { width: left - gapPx, height: rowHeightPx + captionHeightPx };
  const paper = sharp({ create: { ...size, channels: 3, background: '#ffffff' } });
  await paper.composite(overlays).jpeg({ quality: 85 }).toFile(file);
}
