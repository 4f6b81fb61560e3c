import { type Background, type Placement, ratioTolerance } from '../contracts/placement.ts';
import { isTransparent } from './raster.ts';
import type { Picture } from './read-picture.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';

/** Backgrounds behind which nothing may shine through. */
const opaqueBackgrounds: readonly (Background | null)[] = ['white', 'white-preferred', 'clean', 'lifestyle'];

/**
 * What a row asks of any file, whatever it shows: format, pixels, ratio, bytes, one still picture, sRGB, transparency.
 * Finished variants and other people's pictures are judged by these same rules.
 */
export function fileRules(picture: Picture, row: Placement): RuleResult[] {
  return [
    formatRule(picture, row),
    pixelsRule(picture, row),
    ratioRule(picture, row),
    bytesRule(picture, row),
    judge('frames', 'one still picture', picture.isAnimation ? 'an animation' : 'one', !picture.isAnimation),
    coloursRule(picture),
    transparencyRule(picture, row),
  ];
}

function formatRule({ format }: Picture, { formats, twin }: Placement): RuleResult {
  if (formats.length === 0) return notChecked('format', 'any', `${format}; the row names none`);
  const taken = twin === null ? formats : [...formats, twin];
  return judge('format', taken.join(', '), format, taken.includes(format));
}

function pixelsRule({ raster }: Picture, row: Placement): RuleResult {
  const { widthPx, heightPx } = raster;
  const got = `${widthPx} x ${heightPx}`;
  const [least, most] = [
    limitText('at least', row.minWidth, row.minHeight),
    limitText('at most', row.maxWidth, row.maxHeight),
  ];
  const expected = [least, most].filter((text) => text !== '').join(', ');
  if (expected === '') return notChecked('pixels', 'any', `${got}; the row names no limit`);
  const isWide = widthPx >= (row.minWidth ?? 0) && widthPx <= (row.maxWidth ?? Number.POSITIVE_INFINITY);
  const isHigh = heightPx >= (row.minHeight ?? 0) && heightPx <= (row.maxHeight ?? Number.POSITIVE_INFINITY);
  return judge('pixels', expected, got, isWide && isHigh);
}

function limitText(words: string, width: number | null, height: number | null): string {
  if (width === null && height === null) return '';
  if (height === null) return `${words} ${width} wide`;
  return width === null ? `${words} ${height} high` : `${words} ${width} x ${height}`;
}

function ratioRule({ raster }: Picture, { aspectRatio, ratioIsAdvice }: Placement): RuleResult {
  const { widthPx, heightPx } = raster;
  if (aspectRatio === null) return notChecked('ratio', 'any', `${widthPx} x ${heightPx}; the row names none`);
  const [across = 1, up = 1] = aspectRatio.split(':').map(Number);
  const found = widthPx / heightPx;
  // A side of few pixels cannot be rounded any closer.
  const tolerance = Math.max(ratioTolerance, 1 / Math.min(widthPx, heightPx));
  const isNear = Math.abs(found / (across / up) - 1) <= tolerance;
  const got = `${round(found * up)}:${up}`;
  if (ratioIsAdvice && !isNear) return notChecked('ratio', `${aspectRatio} is advised`, `${got}; others are taken`);
  return judge('ratio', aspectRatio, got, isNear);
}

function bytesRule({ bytes }: Picture, { maxBytes }: Placement): RuleResult {
  if (maxBytes === null) return notChecked('size', 'any', `${bytes} bytes; the row names no limit`);
  return judge('size', `at most ${maxBytes} bytes`, `${bytes} bytes`, bytes <= maxBytes);
}

function coloursRule({ profile, isCmyk }: Picture): RuleResult {
  if (isCmyk) return judge('colours', 'sRGB', `CMYK${profile === null ? '' : `, ${profile.name}`}`, false);
  if (profile === null) return judge('colours', 'sRGB', 'no profile, read as sRGB', true);
  return judge('colours', 'sRGB', profile.name, profile.isSrgb);
}

function transparencyRule({ raster }: Picture, { background }: Placement): RuleResult {
  const got = isTransparent(raster) ? 'transparent in places' : 'opaque';
  if (background === 'white-or-transparent') return judge('transparency', 'allowed', got, true);
  if (opaqueBackgrounds.includes(background)) return judge('transparency', 'opaque', got, got === 'opaque');
  return notChecked('transparency', 'any', `${got}; the row does not say`);
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
