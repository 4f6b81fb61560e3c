/** sRGB encoding (IEC 61966-2-1) and its inverse, as tables where bytes are involved. */
const linearThreshold = 0.0031308;
const encodedThreshold = 0.04045;
const maxLevel = 255;
/** Fine enough that a step of the table is below a tenth of an 8-bit level where the curve is steepest. */
const encodeSteps = 1 << 15;

/** An sRGB-encoded value (0..1) as linear light (0..1). */
export const toLinear = (encoded: number): number =>
  encoded <= encodedThreshold ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;

/** A linear value (0..1) as sRGB-encoded (0..1). */
export const toEncoded = (linear: number): number =>
  linear <= linearThreshold ? linear * 12.92 : 1.055 * linear ** (1 / 2.4) - 0.055;

/** Linear light of each 8-bit sRGB level. */
export const linearOfLevel: Float32Array = Float32Array.from({ length: maxLevel + 1 }, (_, level) =>
  toLinear(level / maxLevel),
);

const levelOfStep = Float32Array.from(
  { length: encodeSteps + 2 },
  (_, step) => maxLevel * toEncoded(Math.min(1, step / encodeSteps)),
);

/** A linear value as an sRGB level, 0..255, not rounded; values outside 0..1 are clipped. */
export function levelOfLinear(linear: number): number {
  if (linear <= 0) return 0;
  if (linear >= 1) return maxLevel;
  const at = linear * encodeSteps;
  const step = Math.trunc(at);
  const low = levelOfStep[step] ?? 0;
  return low + ((levelOfStep[step + 1] ?? maxLevel) - low) * (at - step);
}

/** A colour as `#rrggbb` in linear light, red, green, blue, 0..1 each. */
export function linearOfHex(colour: string): readonly [number, number, number] {
  const level = (start: number) => linearOfLevel[Number.parseInt(colour.slice(start, start + 2), 16)] ?? 0;
  return [level(1), level(3), level(5)];
}
