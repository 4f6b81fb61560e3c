import type { PixelBox } from '../contracts/geometry.ts';
import type { Placement } from '../contracts/placement.ts';
import { isLightPlate, isWhiteAt, sideReached, whiteAroundFault, whiteRingFault } from './check-white.ts';
import { findPlainProduct, type PlainProduct } from './find-plain-product.ts';
import { isTransparent, type Raster } from './raster.ts';
import { judge, notChecked, type RuleResult } from './rule-result.ts';

const percent = 100;
const notTold = 'the product cannot be told from a background that is not plain';

/**
 * What a row asks of what a picture shows, as far as pixels tell it where nobody gives a matte: background, fill, safe
 * zone, text. The product is told from a plain or transparent backdrop alone; where its edge is nearly of the backdrop's
 * colour its box is known within limits, and a rule that holds at one limit only is not decided.
 */
export function surroundingRules(picture: Raster, row: Placement): RuleResult[] {
  const product = findPlainProduct(picture);
  return [
    backgroundRule(picture, row, product),
    fillRule(picture, row, product),
    safeZoneRule(picture, row, product),
    textRule(row),
  ];
}

function backgroundRule(picture: Raster, { background }: Placement, product: PlainProduct | null): RuleResult {
  const got = product === null ? 'not one colour all around' : backdropText(product);
  switch (background) {
    case 'white-or-transparent': {
      if (product?.backdrop === 'transparent') return judge('background', 'white or transparent', got, true);
      const isNothing = (pixel: number) => picture.data[4 * pixel + 3] === 0;
      const side = isTransparent(picture) ? sideReached(picture, isNothing) : null;
      if (side !== null) return borderFault('white or transparent', got, side);
      return whiteRule(picture, 'white or transparent', product);
    }
    case 'white':
      return whiteRule(picture, 'white', product);
    case 'white-preferred':
    case 'clean':
      if (product === null) return notChecked('background', 'clean', `${got}: whether it is clean is for you to judge`);
      return judge('background', 'clean', got, product.backdrop !== 'transparent');
    case 'lifestyle':
      if (product !== null) return judge('background', 'a scene', got, false);
      return notChecked('background', 'a scene', `${got}: whether it shows the product in use is for you to judge`);
    default:
      return notChecked('background', 'any', `${got}; the row takes any`);
  }
}

/**
 * White at the border and 16 px or more from the product (docs/imaging.md, Light). A pale product, its shadow and a grey
 * background look alike: where the surely narrowest and the widest box of the product do not agree nothing is decided.
 */
function whiteRule(picture: Raster, expected: string, product: PlainProduct | null): RuleResult {
  const asked = `${expected}, 255 at the border and away from the product`;
  const ring = whiteRingFault(picture);
  if (ring !== null)
    return borderFault(
      asked,
      ring,
      sideReached(picture, (pixel) => isWhiteAt(picture, pixel)),
    );
  const { sure, widest } = product ?? { sure: null, widest: null };
  if (widest === null) return judge('background', asked, '255 at the border', true);
  const fault = whiteAroundFault(picture, widest);
  if (fault !== null) return judge('background', asked, fault, false);
  const doubt = sure === null ? 'nothing stands out from white clearly' : whiteAroundFault(picture, sure);
  const plate = isLightPlate(picture, widest) ? 'a light rectangle that is white at no edge' : null;
  if (doubt === null && plate === null) return judge('background', asked, '255 there', true);
  return notChecked('background', asked, `${plate ?? doubt}: whether it is the product is for you to judge`);
}

/** A border that is not as asked: no fault for certain where a product that is cut off may reach it. */
function borderFault(asked: string, got: string, side: string | null): RuleResult {
  if (side === null) return judge('background', asked, got, false);
  return notChecked('background', asked, `${got}: whether the product reaches the ${side} edge is for you to judge`);
}

const backdropText = ({ backdrop }: PlainProduct): string =>
  backdrop === 'transparent' ? 'transparent all around' : `one colour all around, ${backdrop.join(',')}`;

function fillRule(frame: Raster, { productFill }: Placement, product: PlainProduct | null): RuleResult {
  if (productFill === null) return notChecked('fill', 'any', 'the row names none');
  const { min, max } = productFill;
  const limits = [min === null ? '' : `at least ${shareText(min)}`, max === null ? '' : `at most ${shareText(max)}`];
  const expected = limits.filter((text) => text !== '').join(', ');
  const fillOf = (box: PixelBox) => Math.max(box.widthPx / frame.widthPx, box.heightPx / frame.heightPx);
  const holds = (box: PixelBox) => fillOf(box) >= (min ?? 0) && fillOf(box) <= (max ?? 1);
  return judgeBoxes('fill', expected, product, holds, (box) => shareText(fillOf(box)));
}

function safeZoneRule(
  { widthPx, heightPx }: Raster,
  { safeZone }: Placement,
  product: PlainProduct | null,
): RuleResult {
  if (safeZone === null) return notChecked('safe zone', 'any', 'the row names none');
  const { top, right, bottom, left } = safeZone;
  const expected = `free: top ${shareText(top)}, right ${shareText(right)}, bottom ${shareText(bottom)}, left ${shareText(left)}`;
  const edgesOf = (box: PixelBox) => ({
    top: box.topPx / heightPx,
    right: 1 - (box.leftPx + box.widthPx) / widthPx,
    bottom: 1 - (box.topPx + box.heightPx) / heightPx,
    left: box.leftPx / widthPx,
  });
  const holds = (box: PixelBox) => {
    const edges = edgesOf(box);
    // Half a pixel: a box cannot keep to a line that no pixel lies on.
    const [halfX, halfY] = [1 / (2 * widthPx), 1 / (2 * heightPx)];
    const isInside = edges.left >= left - halfX && edges.right >= right - halfX;
    return isInside && edges.top >= top - halfY && edges.bottom >= bottom - halfY;
  };
  const describe = (box: PixelBox) => {
    const edges = edgesOf(box);
    return `top ${shareText(edges.top)}, right ${shareText(edges.right)}, bottom ${shareText(edges.bottom)}, left ${shareText(edges.left)}`;
  };
  return judgeBoxes('safe zone', expected, product, holds, describe);
}

/** Decided where the surely narrowest and the widest box that the product can have agree. */
function judgeBoxes(
  rule: string,
  expected: string,
  product: PlainProduct | null,
  holds: (box: PixelBox) => boolean,
  describe: (box: PixelBox) => string,
): RuleResult {
  if (product === null) return notChecked(rule, expected, notTold);
  const { sure, widest } = product;
  if (widest === null) return judge(rule, expected, 'nothing but backdrop', false);
  if (sure === null) return notChecked(rule, expected, 'nothing stands out from the backdrop clearly');
  const [least, most] = [describe(sure), describe(widest)];
  if (holds(sure) === holds(widest)) return judge(rule, expected, least, holds(sure));
  return notChecked(rule, expected, `between ${least} and ${most}: the edge is nearly of the backdrop's colour`);
}

function textRule({ textAllowed }: Placement): RuleResult {
  if (textAllowed === false) return notChecked('text', 'none', 'text is not read: look for it yourself');
  return notChecked('text', textAllowed === true ? 'allowed' : 'any', 'text is not read');
}

const shareText = (share: number): string => `${Math.round(share * percent * percent) / percent} %`;
