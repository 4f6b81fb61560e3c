import sharp from 'sharp';

const side = 640;
/** Slanted, so that joints run to every edge of the photo. */
const plankPx = 46;

/** A vase before slanted planks of two tones, which are plain at no side; JPEG, 640 x 640. */
export function drawPlankPhoto(hue: number): Promise<Buffer> {
  const planks = Array.from({ length: Math.ceil((2 * side) / plankPx) }, (_, index) => {
    const fill = index % 2 === 0 ? '#cdb694' : '#bda37e';
    return `<rect x="${index * plankPx - side / 2}" y="${-side}" width="${plankPx - 2}" height="${3 * side}" fill="${fill}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side}" height="${side}">
    <defs>
      <linearGradient id="body" x1="0" y1="0" x2="1" y2="0">
        <stop offset="0" stop-color="hsl(${hue},55%,32%)"/><stop offset="0.35" stop-color="hsl(${hue},60%,55%)"/><stop offset="1" stop-color="hsl(${hue},55%,24%)"/>
      </linearGradient>
    </defs>
    <rect width="640" height="640" fill="#8a7354"/><g transform="rotate(35 320 320)">${planks.join('')}</g>
    <path d="M270 120 h100 v60 c0 40 70 80 70 190 c0 90 -40 155 -120 155 s-120 -65 -120 -155 c0 -110 70 -150 70 -190 z" fill="url(#body)"/>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 94 }).toBuffer();
}
