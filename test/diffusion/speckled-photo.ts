import sharp from 'sharp';
import { noiseAt } from '../unit/imaging/pictures.ts';

const side = 640;
/** On a canvas on which the photo is 400 px wide these are the 8 px of a latent. */
const specklePx = (8 * side) / 400;
/** How far the speckles lie from their mean, in levels. */
const spread = 39;
const ground = [192, 171, 137] as const;

/**
 * A vase before speckles of many colours, which are plain at no side: such as tiny weights paint, so that what they paint
 * around the photo goes on from it. PNG, 640 x 640.
 */
export function drawSpeckledPhoto(hue: number): Promise<Buffer> {
  const count = Math.ceil(side / specklePx);
  const speckles = Array.from({ length: count * count }, (_, index) => {
    const [x, y] = [index % count, Math.floor(index / count)];
    const levels = ground.map((level, channel) => Math.round(level + 2 * spread * (bell(x, y, channel) - 0.5)));
    const place = `x="${x * specklePx}" y="${y * specklePx}" width="${specklePx + 0.5}" height="${specklePx + 0.5}"`;
    return `<rect ${place} fill="rgb(${levels.join(',')})"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">
    <defs>
      <linearGradient id="body" x1="0" y1="0" x2="1" y2="0">
        <stop offset="0" stop-color="hsl(${hue},55%,32%)"/><stop offset="0.35" stop-color="hsl(${hue},60%,55%)"/><stop offset="1" stop-color="hsl(${hue},55%,24%)"/>
      </linearGradient>
    </defs>
    ${speckles.join('')}
    <path d="M270 120 h100 v60 c0 40 70 80 70 190 c0 90 -40 155 -120 155 s-120 -65 -120 -155 c0 -110 70 -150 70 -190 z" fill="url(#body)"/>
  </svg>`;
  return sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();
}

/** 0..1, mostly near the middle. */
const bell = (x: number, y: number, channel: number): number =>
  (noiseAt(x, y, channel) + noiseAt(x, y, channel + 3) + noiseAt(x, y, channel + 6)) / 3;
