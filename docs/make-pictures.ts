/**
 * Makes the README's pictures from the sample photos, as the pipeline would, in this process: one photo with its matte, its
 * plate and three variants with size and kB, and below it the other samples each in another studio. `npm run docs`.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { setUpSegmenter } from '../shared/cli/set-up-segmenter.ts';
import { renderBackground } from '../shared/imaging/background.ts';
import { ditherBackground } from '../shared/imaging/composite-product.ts';
import { type FinishInput, finishVariant } from '../shared/imaging/finish-steps.ts';
import { type MaskedRasters, maskRasters } from '../shared/imaging/mask-steps.ts';
import { encodeMask, encodeRaster } from '../shared/imaging/raster.ts';
import { resolveBrief } from '../shared/planning/resolve-brief.ts';
import { openPlan } from '../test/bench/finish-plan.ts';

const root = resolve(import.meta.dirname, '..');
const fontfile = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf');
const photoOf = (sku: string): string => join(root, 'samples/photos', sku, 'front.jpg');
const sheetWidthPx = 1640;
const captionHeightPx = 34;
const gapPx = 14;

type Picture = { readonly bytes: Uint8Array; readonly caption: string };
type Wish = { readonly set?: object; readonly placement: string };

/** The first is shown from its photo on, the others as what came of them. */
const hero = {
  sku: 'box',
  wishes: [
    { placement: 'default-product-square' },
    { set: { studio: 'oak' }, placement: 'default-instagram-post' },
    { set: { studio: 'oak' }, placement: 'default-blog-header' },
  ],
} as const;
const others: readonly (Wish & { readonly sku: string })[] = [
  { sku: 'bottle', set: { studio: 'window-plaster' }, placement: 'default-instagram-post' },
  { sku: 'headphones', set: { studio: 'marble' }, placement: 'default-instagram-post' },
  { sku: 'jar', set: { studio: 'travertine' }, placement: 'default-instagram-post' },
  { sku: 'mug', set: { studio: 'terrazzo' }, placement: 'default-instagram-post' },
  { sku: 'lamp', set: { studio: 'plinth', tint: '#b9c3ae' }, placement: 'default-story-reel' },
  { sku: 'mug', set: { sweep: '#d9c7ae' }, placement: 'default-story-reel' },
];

const segmenter = await setUpSegmenter('u2netp');
const rows = [await heroRow(), await Promise.all(others.map(({ sku, ...wish }) => pictureOf(sku, wish)))];
await drawRows(rows, join(root, 'docs/pictures/readme-row.jpg'));

async function heroRow(): Promise<Picture[]> {
  const masked = await maskSample(hero.sku);
  const variants = await Promise.all(hero.wishes.map((wish) => finish(masked, wish)));
  const input = await inputOf(masked, hero.wishes[1]);
  return [
    { bytes: await readFile(photoOf(hero.sku)), caption: 'photo' },
    { bytes: (await encodeMask(masked.matte)).bytes, caption: 'matte' },
    { bytes: await plateOf(input), caption: 'plate: the studio "oak"' },
    ...variants,
  ];
}

async function maskSample(sku: string): Promise<MaskedRasters> {
  return maskRasters({ photoBytes: await readFile(photoOf(sku)), givenMatteBytes: null, segmenter });
}

async function pictureOf(sku: string, wish: Wish): Promise<Picture> {
  return finish(await maskSample(sku), wish);
}

async function finish(masked: MaskedRasters, wish: Wish): Promise<Picture> {
  const { bytes, file, passes } = await finishVariant(await inputOf(masked, wish));
  if (!passes) throw new Error(`Expected ${wish.placement} to be published.`);
  const { widthPx, heightPx, format } = file;
  return { bytes, caption: `${widthPx}×${heightPx} ${format}, ${Math.round(bytes.length / 1000)} kB` };
}

async function inputOf(masked: MaskedRasters, { set, placement }: Wish): Promise<FinishInput> {
  const look = set === undefined ? { kind: 'plain', name: 'white' } : { kind: 'set', name: 'set', set };
  const text = new TextEncoder().encode(JSON.stringify({ looks: [look], placements: [placement] }));
  const [slot] = await openPlan(masked, resolveBrief(text, { name: 'the pictures', engine: null }));
  const input = await slot?.open();
  if (input === undefined) throw new Error(`Expected ${placement} to be made, got ${JSON.stringify(slot?.slot)}`);
  return input;
}

/** What is behind the product, without it. */
async function plateOf({ background, placing, seed }: FinishInput): Promise<Uint8Array> {
  if (background.kind === 'extend') throw new TypeError('Expected a background without the product in it');
  const plate = ditherBackground(await renderBackground(background, placing), { hasDither: true, seed });
  return (await encodeRaster(plate)).bytes;
}

/** Each row as wide as the sheet, so that its pictures are as high as that allows. */
async function drawRows(rows: readonly (readonly Picture[])[], file: string): Promise<void> {
  const overlays: OverlayOptions[] = [];
  let top = 0;
  for (const row of rows) {
    const ratios = await Promise.all(row.map(async ({ bytes }) => ratioOf(bytes)));
    const sum = ratios.reduce((total, ratio) => total + ratio, 0);
    const heightPx = Math.floor((sheetWidthPx - gapPx * (row.length - 1)) / sum);
    let left = 0;
    for (const [index, { bytes, caption }] of row.entries()) {
      const width = Math.floor((ratios[index] ?? 1) * heightPx);
      const input = await sharp(bytes).resize(width, heightPx).toColourspace('srgb').png().toBuffer();
      const text = { text: caption, font: 'DejaVu Sans Condensed 9', fontfile, width, dpi: 96, rgba: true };
      overlays.push({ input, left, top }, { input: { text }, left, top: top + heightPx + 5 });
      left += width + gapPx;
    }
    top += heightPx + captionHeightPx;
  }
  await mkdir(join(root, 'docs/pictures'), { recursive: true });
  const paper = sharp({ create: { width: sheetWidthPx, height: top, channels: 3, background: '#ffffff' } });
  await paper.composite(overlays).jpeg({ quality: 88, chromaSubsampling: '4:4:4' }).toFile(file);
}

async function ratioOf(bytes: Uint8Array): Promise<number> {
  const { width, height } = await sharp(bytes).metadata();
  return width / height;
}
