import type { Receipt } from '../contracts/receipt.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';

/** Each of the few times that a byte limit shrinks a picture, its sides are rounded to whole pixels. */
const roundingPx = 4;
/** Rectangles in u are rounded to a millionth. */
const platePx = 0.05;
/** No plate is enlarged further (docs/imaging.md, Enlarging). */
const maxEnlargement = 2;

/**
 * Whether what a receipt says of the shown part of its plate fits the file and itself: enlarged as claimed, and 2x at most,
 * it is as large as the file, and it lies on the plate. Nothing where there is no plate.
 */
export function verifyPlate({ plate, file }: Receipt): RuleResult[] {
  if (plate === null) return [];
  const { shown, enlargement, widthPx, heightPx } = plate;
  if (shown === undefined || widthPx === undefined || heightPx === undefined) {
    return [notChecked('part of the plate', 'on the plate', 'the receipt does not say which')];
  }
  const found = (file.widthPx / shown.widthPx + file.heightPx / shown.heightPx) / 2;
  const isAsLarge =
    Math.abs(shown.widthPx * enlargement - file.widthPx) <= roundingPx &&
    Math.abs(shown.heightPx * enlargement - file.heightPx) <= roundingPx;
  const isOnPlate =
    shown.leftPx >= -platePx &&
    shown.topPx >= -platePx &&
    shown.leftPx + shown.widthPx <= widthPx + platePx &&
    shown.topPx + shown.heightPx <= heightPx + platePx;
  const part = `${round(shown.widthPx)} x ${round(shown.heightPx)} at ${round(shown.leftPx)},${round(shown.topPx)}`;
  return [
    judge('plate enlarged', round(enlargement), round(found), isAsLarge && enlargement <= maxEnlargement),
    judge('part of the plate', part, `a plate of ${widthPx} x ${heightPx}`, isOnPlate),
  ];
}

const round = (value: number): string => `${Math.round(value * 1000) / 1000}`;
