import type { PixelBox } from '../contracts/geometry.ts';
import type { Receipt } from '../contracts/receipt.ts';
import type { MaskedRasters } from './mask-steps.ts';
import { assembleProduct, type Product } from './prepare-product.ts';
import type { Raster } from './raster.ts';
import { kernelOf } from './resample-product.ts';
import { judge, type RuleResult } from './rule-result.ts';

/** Boxes are rounded to whole pixels, at either side. */
const roundingPx = 1;
/** No file enlarges a product further (docs/imaging.md, Enlarging). */
const maxScale = 2;
const lastUnnamedKernel = 3;
const scaleTolerance = 0.01;

/**
 * Whether what the receipt says of the product's place fits together: the box of P that was resampled, to what size, by
 * which kernel and scale. `product` is that box of P with the cutout, or null where the claims cannot be followed.
 */
export function verifyPlacing(
  { placing, versions }: Receipt,
  { p, cutout, facts }: MaskedRasters,
  isSameMatte: boolean,
): { readonly rules: readonly RuleResult[]; readonly product: Product | null } {
  const from = placing.from ?? facts.cutBox;
  const isFromFound = isSameMatte ? boxText(from) === boxText(facts.cutBox) : isInside(from, p);
  const { cut, box, scale } = placing;
  const isStretched = [
    [cut.widthPx, from.widthPx],
    [cut.heightPx, from.heightPx],
  ].some(([to = 0, of = 0]) => Math.abs(to - of * scale) > roundingPx);
  const kernel = kernelOf(from, cut);
  // Receipts of finish version 3 and before say lanczos3 of every size.
  const isKernelFound =
    placing.kernel === kernel || (versions.finish <= lastUnnamedKernel && placing.kernel === 'lanczos3');
  const rules = [
    judge('kernel', placing.kernel, kernel, isKernelFound),
    judge('crop of the photo', boxText(from), boxText(facts.cutBox), isFromFound),
    judge('scale', round(scale), round(cut.widthPx / from.widthPx), !isStretched && scale <= maxScale + scaleTolerance),
  ];
  if (rules.some(({ verdict }) => verdict === 'fail')) return { rules, product: null };
  const found = moveTo(facts.box, from, cut, scale);
  const isBoxFound = isBoxNear(box, found, 2 * roundingPx);
  return {
    rules: isSameMatte ? [...rules, judge('product box', boxText(box), boxText(found), isBoxFound)] : rules,
    product: assembleProduct(p, recut(cutout, facts.cutBox, from), from),
  };
}

/** A box of P in the file. */
function moveTo(box: PixelBox, from: PixelBox, cut: PixelBox, scale: number): PixelBox {
  return {
    leftPx: Math.round(cut.leftPx + (box.leftPx - from.leftPx) * scale),
    topPx: Math.round(cut.topPx + (box.topPx - from.topPx) * scale),
    widthPx: Math.round(box.widthPx * scale),
    heightPx: Math.round(box.heightPx * scale),
  };
}

/** The cutout of one box of P, cropped or widened with nothing to another. */
function recut(cutout: Raster, has: PixelBox, wants: PixelBox): Raster {
  const { widthPx, heightPx } = wants;
  const data = new Uint8Array(4 * widthPx * heightPx);
  const [right, down] = [wants.leftPx - has.leftPx, wants.topPx - has.topPx];
  const [start, end] = [Math.max(0, -right), Math.min(widthPx, has.widthPx - right)];
  for (let y = Math.max(0, -down); y < Math.min(heightPx, has.heightPx - down); y++) {
    const at = (y + down) * has.widthPx + right;
    if (end > start) data.set(cutout.data.subarray(4 * (at + start), 4 * (at + end)), 4 * (y * widthPx + start));
  }
  return { data, channels: 4, widthPx, heightPx };
}

const isInside = ({ leftPx, topPx, widthPx, heightPx }: PixelBox, frame: Raster): boolean =>
  leftPx >= 0 && topPx >= 0 && leftPx + widthPx <= frame.widthPx && topPx + heightPx <= frame.heightPx;

function isBoxNear(a: PixelBox, b: PixelBox, px: number): boolean {
  const edges = ({ leftPx, topPx, widthPx, heightPx }: PixelBox) => [leftPx, topPx, leftPx + widthPx, topPx + heightPx];
  return edges(a).every((edge, at) => Math.abs(edge - (edges(b)[at] ?? 0)) <= px);
}

const boxText = ({ leftPx, topPx, widthPx, heightPx }: PixelBox): string =>
  `${widthPx} x ${heightPx} at ${leftPx},${topPx}`;
const round = (scale: number): string => `${Math.round(scale * 10_000) / 10_000}`;
