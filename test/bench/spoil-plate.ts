import { dilate } from '../../shared/imaging/morphology.ts';
import type { Mask, Raster } from '../../shared/imaging/raster.ts';
import type { Random } from './draw-backdrop.ts';
import { alphaOn, type KnownPlate, lay, type PlacedCutout, placeAt } from './known-plates.ts';

/** What is grown, as a share of the product's area, beyond what counts as its edge. */
const [leastGrown, mostGrown] = [0.04, 0.25];
const leastDoubled = 0.12;
/** An edge is this wide, as a share of u. */
const edgeU = 0.01;
const sizes = [1.02, 1.04, 1.06, 1.08, 1.1, 1.12, 1.15, 1.18] as const;
const tries = 60;

/** The product is larger than it was, or has a further part of its own colours: 4 to 25 % of its area. */
export async function growProduct(known: KnownPlate, random: Random): Promise<KnownPlate | undefined> {
  const own = alphaOn(known.product);
  const near = dilate(own, Math.round(edgeU * longSide(known)));
  for (let attempt = 0; attempt < tries; attempt++) {
    const { isLarger, more } = await drawGrowth(known, random);
    const grown = countOutside(alphaOn(more), near) / count(own);
    if (grown < leastGrown || grown > mostGrown) continue;
    const plate = lay(lay(known.painted, more), known.product);
    return { ...known, name: `${known.name}; ${isLarger ? 'larger' : 'a part more'} by ${grown.toFixed(3)}`, plate };
  }
  return undefined;
}

async function drawGrowth({ product }: KnownPlate, random: Random) {
  const { cutout, box } = product;
  const [x, y] = [box.leftPx + box.widthPx / 2, box.topPx + box.heightPx];
  if (random() < 0.4) {
    const scale = sizes[Math.floor(random() * sizes.length)] ?? 1;
    return { isLarger: true, more: await placeAt(cutout, scale, x, y) };
  }
  const scale = 0.3 + 0.6 * random();
  const angle = Math.PI * (2 * random() - 1);
  const reach = 0.2 + 0.5 * random();
  const moved = await placeAt(
    cutout,
    scale,
    x + reach * box.widthPx * Math.cos(angle),
    y - (box.heightPx * (1 - scale)) / 2 - reach * box.heightPx * Math.sin(angle),
  );
  return { isLarger: false, more: moved };
}

/** A second product beside the first, at least 12 % of its area, all of it in the picture and apart from the first. */
export async function doubleProduct(known: KnownPlate, random: Random): Promise<KnownPlate | undefined> {
  const { cutout, box } = known.product;
  const own = dilate(alphaOn(known.product), Math.round(0.06 * longSide(known)));
  const area = count(alphaOn(known.product));
  for (let attempt = 0; attempt < tries; attempt++) {
    const second = await placeAt(
      cutout,
      0.36 + 0.6 * random(),
      known.plate.widthPx * random(),
      box.topPx + box.heightPx * (0.75 + 0.35 * random()),
    );
    const alpha = alphaOn(second);
    const isApart = alpha.data.every((value, i) => value === 0 || own.data[i] === 0);
    const isWhole = isInside(second, known.plate);
    if (!isApart || !isWhole || count(alpha) < leastDoubled * area) continue;
    const plate = lay(lay(known.painted, second), known.product);
    return { ...known, name: `${known.name}; doubled ${(count(alpha) / area).toFixed(3)}`, plate };
  }
  return undefined;
}

const isInside = ({ box }: PlacedCutout, { widthPx, heightPx }: Raster): boolean =>
  box.leftPx >= 0 && box.topPx >= 0 && box.leftPx + box.widthPx <= widthPx && box.topPx + box.heightPx <= heightPx;

const longSide = ({ product: { box } }: KnownPlate): number => Math.max(box.widthPx, box.heightPx);
const count = ({ data }: Mask): number => data.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);

/** How many pixels of a mask lie outside of another. */
const countOutside = ({ data }: Mask, near: Mask): number =>
  data.reduce((sum, value, i) => sum + (value !== 0 && near.data[i] === 0 ? 1 : 0), 0);
