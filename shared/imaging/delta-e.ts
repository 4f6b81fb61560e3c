import { linearOfLevel } from './colour.ts';

export type Lab = readonly [number, number, number];

/** Linear sRGB to XYZ (D65), each row divided by the white point (IEC 61966-2-1). */
const toXyz = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
] as const;
/** The inverse: XYZ divided by the white point to linear sRGB. */
const fromXyz = [
  [3.2404542 * 0.95047, -1.5371385, -0.4985314 * 1.08883],
  [-0.969266 * 0.95047, 1.8760108, 0.041556 * 1.08883],
  [0.0556434 * 0.95047, -0.2040259, 1.0572252 * 1.08883],
] as const;
const cubeThreshold = 216 / 24389;
const lineSlope = 841 / 108;
const lineOffset = 4 / 29;
const pow25to7 = 25 ** 7;
const degrees = Math.PI / 180;

const cubeOf = (root: number): number => {
  const cube = root ** 3;
  return cube > cubeThreshold ? cube : (root - lineOffset) / lineSlope;
};
const cubeRoot = (t: number): number => (t > cubeThreshold ? Math.cbrt(t) : lineSlope * t + lineOffset);

/** CIE L*a*b* (D65) of 8-bit sRGB levels. */
export const labOfLevels = (red: number, green: number, blue: number): Lab =>
  labOfLinear(linearOfLevel[red] ?? 0, linearOfLevel[green] ?? 0, linearOfLevel[blue] ?? 0);

/** CIE L*a*b* (D65) of linear light in sRGB's primaries; a colour that sRGB cannot show lies outside 0..1. */
export function labOfLinear(r: number, g: number, b: number): Lab {
  const [xRow, yRow, zRow] = toXyz;
  const x = cubeRoot(xRow[0] * r + xRow[1] * g + xRow[2] * b);
  const y = cubeRoot(yRow[0] * r + yRow[1] * g + yRow[2] * b);
  const z = cubeRoot(zRow[0] * r + zRow[1] * g + zRow[2] * b);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Linear light of a CIE L*a*b* colour (D65); outside 0..1 where sRGB does not hold it. */
export function linearOfLab([lightness, a, b]: Lab): readonly [number, number, number] {
  const middle = (lightness + 16) / 116;
  const [x, y, z] = [cubeOf(middle + a / 500), cubeOf(middle), cubeOf(middle - b / 200)];
  const [red, green, blue] = fromXyz;
  const light = (row: readonly [number, number, number]) => row[0] * x + row[1] * y + row[2] * z;
  return [light(red), light(green), light(blue)];
}

/** The CIEDE2000 colour difference of two L*a*b* colours (Sharma, Wu and Dalal 2005), kL = kC = kH = 1. */
export function deltaE2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanC7 = ((length(a1, b1) + length(a2, b2)) / 2) ** 7;
  const stretch = 1.5 - 0.5 * Math.sqrt(meanC7 / (meanC7 + pow25to7));
  const [x1, x2] = [a1 * stretch, a2 * stretch];
  const [c1, c2] = [length(x1, b1), length(x2, b2)];
  const [h1, h2] = [hue(x1, b1), hue(x2, b2)];
  const isGrey = c1 * c2 === 0;
  const turn = isGrey ? 0 : wrap(h2 - h1);
  const deltaL = l2 - l1;
  const deltaC = c2 - c1;
  const deltaH = 2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * degrees);
  const [meanL, meanC] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const meanH = isGrey ? h1 + h2 : meanHue(h1, h2);
  const weight =
    1 -
    0.17 * Math.cos((meanH - 30) * degrees) +
    0.24 * Math.cos(2 * meanH * degrees) +
    0.32 * Math.cos((3 * meanH + 6) * degrees) -
    0.2 * Math.cos((4 * meanH - 63) * degrees);
  const lightness = (meanL - 50) ** 2;
  const scaleL = 1 + (0.015 * lightness) / Math.sqrt(20 + lightness);
  const scaleC = 1 + 0.045 * meanC;
  const scaleH = 1 + 0.015 * meanC * weight;
  const rotation = 30 * Math.exp(-(((meanH - 275) / 25) ** 2));
  const chroma7 = meanC ** 7;
  const twist = -2 * Math.sqrt(chroma7 / (chroma7 + pow25to7)) * Math.sin(2 * rotation * degrees);
  const [partL, partC, partH] = [deltaL / scaleL, deltaC / scaleC, deltaH / scaleH];
  return Math.sqrt(partL ** 2 + partC ** 2 + partH ** 2 + twist * partC * partH);
}

const length = (a: number, b: number): number => Math.sqrt(a * a + b * b);
const hue = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / degrees + 360) % 360);
const wrap = (turn: number): number => (turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn);

function meanHue(h1: number, h2: number): number {
  const sum = h1 + h2;
  if (Math.abs(h1 - h2) <= 180) return sum / 2;
  return sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
}
