import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { PipelineError } from '../../../shared/contracts/pipeline-error.ts';
import { type Mask, openRaster, type Raster } from '../../../shared/imaging/raster.ts';

/** Pictures that tests make themselves, so that each is known to the pixel. */

export type Colour = readonly [number, number, number];

/** A raster whose pixel at (x, y) is what `colourAt` says. */
export function drawRaster(widthPx: number, heightPx: number, colourAt: (x: number, y: number) => Colour): Raster {
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) data.set(colourAt(x, y), (y * widthPx + x) * 3);
  }
  return { data, widthPx, heightPx, channels: 3 };
}

export function drawMask(widthPx: number, heightPx: number, valueAt: (x: number, y: number) => number): Mask {
  const data = new Uint8Array(widthPx * heightPx);
  for (let i = 0; i < data.length; i++) data[i] = valueAt(i % widthPx, Math.floor(i / widthPx));
  return { data, widthPx, heightPx };
}

/** 0..1, the same for the same three numbers, without any visible pattern. */
export function noiseAt(x: number, y: number, seed = 0): number {
  let h = Math.imul(x + 374761393 * (y + 1), 668265263) ^ Math.imul(seed + 1, 2246822519);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** How far inside (positive) or outside a disc a point lies, in pixels. */
export const depthInDisc = (x: number, y: number, cx: number, cy: number, radius: number): number =>
  radius - Math.hypot(x - cx, y - cy);

/** A soft-edged disc as matte: 255 inside, 0 outside, an edge of about two pixels. */
export const discMask = (widthPx: number, heightPx: number, cx: number, cy: number, radius: number): Mask =>
  drawMask(widthPx, heightPx, (x, y) =>
    Math.round(255 * Math.min(1, Math.max(0, depthInDisc(x, y, cx, cy, radius) / 2 + 0.5))),
  );

/** A sharp picture of one colour. */
export const plain = (width: number, height: number, [r, g, b]: Colour) =>
  sharp({ create: { width, height, channels: 3, background: { r, g, b } } });

/** A PNG of any size on paper, with next to no bytes behind it. */
export function makeBombPng(widthPx: number, heightPx: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header[8] = 8;
  header[9] = 2;
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const pixels = deflateSync(Buffer.alloc(1_000_000));
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

/** A PNG whose levels, as they are, are those of a profile. */
export async function pngInProfile(icc: Buffer, picture: Raster): Promise<Buffer> {
  const png = await openRaster(picture).png().toBuffer();
  const afterHeader = 33;
  const profile = pngChunk('iCCP', Buffer.concat([Buffer.from('profile\0\0', 'latin1'), deflateSync(icc)]));
  return Buffer.concat([png.subarray(0, afterHeader), profile, png.subarray(afterHeader)]);
}

/** Display P3, as sharp holds it. */
export async function displayP3Profile(): Promise<Buffer> {
  const tagged = await plain(1, 1, [0, 0, 0]).withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(tagged).metadata();
  return icc ?? Buffer.alloc(0);
}

/** A matrix profile of ICC version 2: primaries as XYZ (D50) columns, one gamma. */
export function makeIccProfile(primaries: readonly (readonly number[])[], gamma: number): Buffer {
  const fixed = (value: number) => Math.round(value * 65536);
  const xyz = (values: readonly number[]) => {
    const tag = Buffer.alloc(20);
    tag.write('XYZ ', 0);
    values.forEach((value, i) => {
      tag.writeInt32BE(fixed(value), 8 + 4 * i);
    });
    return tag;
  };
  const curve = Buffer.alloc(16);
  curve.write('curv', 0);
  curve.writeUInt32BE(1, 8);
  curve.writeUInt16BE(Math.round(gamma * 256), 12);
  const description = Buffer.alloc(104);
  description.write('desc', 0);
  description.writeUInt32BE(5, 8);
  description.write('Test', 12);
  const text = Buffer.alloc(16);
  text.write('text', 0);
  text.write('none', 8);
  const whitePoint = [0.9642, 1, 0.8249];
  const [red = [], green = [], blue = []] = primaries;
  const tags: [string, Buffer][] = [
    ['desc', description],
    ['cprt', text],
    ['wtpt', xyz(whitePoint)],
    ['rXYZ', xyz(red)],
    ['gXYZ', xyz(green)],
    ['bXYZ', xyz(blue)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  return assembleProfile(tags, whitePoint.map(fixed));
}

function assembleProfile(tags: [string, Buffer][], whitePoint: number[]): Buffer {
  const tableBytes = 4 + 12 * tags.length;
  const head = Buffer.alloc(128 + tableBytes);
  head.writeUInt32BE(0x02400000, 8);
  head.write('mntrRGB XYZ ', 12);
  head.write('acsp', 36);
  whitePoint.forEach((value, i) => {
    head.writeInt32BE(value, 68 + 4 * i);
  });
  head.writeUInt32BE(tags.length, 128);
  let offset = head.length;
  tags.forEach(([name, data], i) => {
    head.write(name, 132 + 12 * i);
    head.writeUInt32BE(offset, 136 + 12 * i);
    head.writeUInt32BE(data.length, 140 + 12 * i);
    offset += data.length;
  });
  head.writeUInt32BE(offset, 0);
  return Buffer.concat([head, ...tags.map(([, data]) => data)]);
}

/** Adobe RGB (1998): its primaries adapted to D50, gamma 2.2. */
export const adobeRgbProfile = (): Buffer =>
  makeIccProfile(
    [
      [0.60974, 0.31111, 0.01947],
      [0.20528, 0.62567, 0.06087],
      [0.14919, 0.06322, 0.74457],
    ],
    2.2,
  );

/** The PipelineError code that a promise ends with; fails where it ends otherwise. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof PipelineError) return error.code;
    throw error;
  }
  return 'no error';
}

/** The largest difference of two byte arrays, and their lengths' difference as 255. */
export function maxDifference(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return 255;
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return worst;
}
