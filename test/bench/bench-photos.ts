import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const samplesFolder = fileURLToPath(new URL('../../samples/photos', import.meta.url));
const longSidePx = 2000;
const hueStep = 7;

/**
 * `node bench-photos.ts FOLDER COUNT` writes so many different photos: the samples at 2000 px, each turned a little in
 * hue. Prints the files as JSON. A process of its own, so that its memory does not count as the pipeline's.
 */
async function writeBenchPhotos(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const skus = (await readdir(samplesFolder)).sort();
  const files = Array.from({ length: count }, (_, index) => join(folder, `photo-${index + 1}.jpg`));
  for (const [index, file] of files.entries()) {
    const sample = join(samplesFolder, skus[index % skus.length] ?? '', 'front.jpg');
    const photo = sharp(sample).resize({ width: longSidePx, height: longSidePx, fit: 'inside' });
    await photo
      .modulate({ hue: hueStep * Math.floor(index / skus.length) })
      .jpeg({ quality: 92 })
      .toFile(file);
  }
  return files;
}

const [folder = '', count = ''] = process.argv.slice(2);
console.log(JSON.stringify(await writeBenchPhotos(folder, Number(count))));
