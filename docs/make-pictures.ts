/**
 * Makes the README's row of pictures from the out folder of a run: the photo of the sample mug and
 * four variants of it. `npm start -- --once && node docs/make-pictures.ts [OUT]`
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';

const root = resolve(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? join(root, 'out'));
const rowHeightPx = 320;
const gapPx = 12;

const variant = (look: string, placement: string) => join(out, 'mug/front', look, placement);
const pictures = [
  join(root, 'samples/photos/mug/front.jpg'),
  variant('white', 'default-product-square.png'),
  variant('studio', 'default-instagram-post.webp'),
  variant('scene', 'default-blog-header.webp'),
  variant('scene', 'default-story-reel.webp'),
];

const overlays: OverlayOptions[] = [];
let left = 0;
for (const file of pictures) {
  const resized = sharp(await readFile(file)).resize({ height: rowHeightPx });
  const { data, info } = await resized.png().toBuffer({ resolveWithObject: true });
  overlays.push({ input: data, left, top: 0 });
  left += info.width + gapPx;
}
await mkdir(join(root, 'docs/pictures'), { recursive: true });
await sharp({ create: { width: left - gapPx, height: rowHeightPx, channels: 3, background: '#ffffff' } })
  .composite(overlays)
  .jpeg({ quality: 85 })
  .toFile(join(root, 'docs/pictures/readme-row.jpg'));
