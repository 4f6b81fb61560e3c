import sharp from 'sharp';

/** A product photo drawn here: a coloured vase with a highlight and a soft shadow on a pale backdrop; JPEG, 640 x 640. */
export function drawPhoto(hue: number, { side = 640 }: { side?: number } = {}): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 640" width="${side}" height="${side}">
    <defs>
      <linearGradient id="back" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f2f1ef"/><stop offset="1" stop-color="#dedcd8"/></linearGradient>
      <linearGradient id="body" x1="0" y1="0" x2="1" y2="0">
        <stop offset="0" stop-color="hsl(${hue},55%,32%)"/><stop offset="0.35" stop-color="hsl(${hue},60%,55%)"/><stop offset="1" stop-color="hsl(${hue},55%,24%)"/>
      </linearGradient>
      <filter id="soft"><feGaussianBlur stdDeviation="12"/></filter>
    </defs>
    <rect width="640" height="640" fill="url(#back)"/>
    <ellipse cx="335" cy="528" rx="130" ry="16" fill="#000" opacity="0.28" filter="url(#soft)"/>
    <path d="M270 120 h100 v60 c0 40 70 80 70 190 c0 90 -40 155 -120 155 s-120 -65 -120 -155 c0 -110 70 -150 70 -190 z" fill="url(#body)"/>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 94 }).toBuffer();
}
