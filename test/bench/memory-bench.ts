import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { modelFile, runJson } from './run-json.ts';

const root = resolve(import.meta.dirname, '../..');
/** Just under the 100 megapixels that a photo may have. */
const sidePx = 9990;
/** So much of the sample's sides lies around the product at the least; cropped away, so that the product is large. */
const marginShare = 0.12;
/** Grain fills the stored payloads as a camera's does; a smooth enlargement would compress to nothing. */
const grainSidePx = 512;
const grainLevels = 24;
const middleLevel = 128;

type Masked = { readonly megapixels: number; readonly seconds: number; readonly residentMb: number };

/** What masking the largest photo takes, in a process of its own, printed as a table. Needs Linux (/proc). */
export async function benchMemory(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'packshot-memory-'));
  try {
    const photo = join(folder, 'large.jpg');
    await writeLargePhoto(photo);
    const script = join(import.meta.dirname, 'large-photo.ts');
    const masked = runJson<Masked>(process.execPath, [script, modelFile, photo]);
    const name = `memory to mask ${masked.megapixels.toFixed(1)} MP`;
    console.log(`${'measured'.padEnd(36)}${'value'.padStart(10)}${'to reach'.padStart(12)}`);
    console.log(`${name.padEnd(36)}${`${Math.round(masked.residentMb)} MB`.padStart(10)}${'2000 MB'.padStart(12)}`);
    console.log(`${'time to mask it'.padEnd(36)}${`${masked.seconds.toFixed(1)} s`.padStart(10)}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The sample mug with little around it, at 9990 x 9990 px and with grain in every pixel. */
async function writeLargePhoto(file: string): Promise<void> {
  const sample = sharp(join(root, 'samples/photos/mug/front.jpg'));
  const { width, height } = await sample.metadata();
  const product = await sample
    .extract({
      left: Math.round(width * marginShare),
      top: Math.round(height * marginShare),
      width: Math.round(width * (1 - 2 * marginShare)),
      height: Math.round(height * (1 - 2 * marginShare)),
    })
    .toBuffer();
  await sharp(product)
    .resize(sidePx, sidePx, { fit: 'fill' })
    .composite([{ input: await drawGrain(), tile: true, blend: 'overlay' }])
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' })
    .toFile(file);
}

/** A tile of noise around middle grey, the same each time. */
function drawGrain(): Promise<Buffer> {
  const data = new Uint8Array(grainSidePx * grainSidePx * 3);
  // A linear congruential generator (Numerical Recipes); its upper half is random enough for grain.
  let state = 1;
  for (let at = 0; at < data.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[at] = middleLevel - grainLevels + ((state >>> 16) % (2 * grainLevels));
  }
  const raw = { width: grainSidePx, height: grainSidePx, channels: 3 } as const;
  return sharp(data, { raw }).png().toBuffer();
}
