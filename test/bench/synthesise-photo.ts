import { type Mask, openMask, openRaster, type Raster } from '../../shared/imaging/raster.ts';
import { developPhoto } from './develop-photo.ts';
import { anyColour, drawBackdrop, nearColour, type Random } from './draw-backdrop.ts';
import type { TrueProduct } from './true-products.ts';

/** What a photo is made with; each kind is one way in which photos go wrong, `clean` is none. */
export const photoKinds = [
  'clean',
  'cropped',
  'blurred',
  'close backdrop',
  'strong shadow',
  'glass',
  'two products',
] as const;
export type PhotoKind = (typeof photoKinds)[number] | 'no product';
/** `isBad`: known to be unusable however good the matte is. `truth` is of the photo's size. */
export type SyntheticPhoto = {
  readonly kind: PhotoKind;
  readonly bytes: Uint8Array;
  readonly truth: Mask;
  readonly isBad: boolean;
};

const shortPx = 640;
const [leastFill, mostFill] = [0.4, 0.72];

/** Makes a photo of this kind; `other` is the second of two products. The same random numbers give the same photo. */
export async function synthesisePhoto(
  kind: PhotoKind,
  product: TrueProduct,
  other: TrueProduct,
  random: Random,
): Promise<SyntheticPhoto> {
  const between = (low: number, high: number) => low + (high - low) * random();
  const size = { widthPx: Math.round(shortPx * between(1, 1.4)), heightPx: shortPx };
  const base = kind === 'close backdrop' ? nearColour(product.cutout, between(1, 14), random) : anyColour(random);
  const scene = drawBackdrop(size, base, random);
  const truth: Mask = { data: new Uint8Array(size.widthPx * size.heightPx), ...size };
  if (kind === 'no product') return { kind, bytes: await developPhoto(scene, random), truth, isBad: true };
  const isPair = kind === 'two products';
  const u = (isPair ? 0.75 : 1) * between(leastFill, mostFill) * shortPx;
  const shadow = kind === 'strong shadow' ? between(0.45, 0.75) : between(0, 0.3);
  const first = await scaleTo(kind === 'glass' ? makeGlass(product.cutout, random) : product.cutout, u);
  const place = placeFirst(first, size, kind, random);
  await layIn(scene, truth, first, place, shadow, random);
  if (isPair) {
    const second = await scaleTo(other.cutout, between(0.6, 1) * u);
    const leftPx = Math.min(size.widthPx - second.widthPx - 8, place.leftPx + first.widthPx + Math.round(0.06 * u));
    const topPx = place.topPx + first.heightPx - second.heightPx;
    await layIn(scene, truth, second, { leftPx, topPx: Math.max(8, topPx) }, shadow, random);
  }
  const blurSigma = kind === 'blurred' ? u * 0.002 * 12 ** random() : 0;
  return {
    kind,
    bytes: await developPhoto(scene, random, blurSigma),
    truth,
    isBad: kind === 'cropped' || isPair || blurSigma > 0.009 * u,
  };
}

/** Somewhere whole in the frame; for a cropped one 8 to 40 % of it lie outside, at one side or at a corner. */
function placeFirst(
  { widthPx: w, heightPx: h }: Raster,
  frame: { widthPx: number; heightPx: number },
  kind: PhotoKind,
  random: Random,
) {
  const freeX = frame.widthPx - w;
  const freeY = frame.heightPx - h;
  const spot = {
    leftPx: Math.round(freeX * (0.3 + 0.4 * random())),
    topPx: Math.round(freeY * (0.3 + 0.4 * random())),
  };
  if (kind === 'two products') return { ...spot, leftPx: Math.max(8, Math.round(0.08 * frame.widthPx)) };
  if (kind !== 'cropped') return spot;
  const lost = 0.08 + 0.32 * random();
  const sides = [
    { leftPx: Math.round(-lost * w) },
    { leftPx: Math.round(frame.widthPx - (1 - lost) * w) },
    { topPx: Math.round(-lost * h) },
    { topPx: Math.round(frame.heightPx - (1 - lost) * h) },
  ];
  const side = Math.floor(random() * 4);
  const corner = random() < 0.25 ? sides[(side + 2) % 4] : {};
  return { ...spot, ...sides[side], ...corner };
}

const scaleTo = async (cutout: Raster, u: number): Promise<Raster> => {
  const scale = u / Math.max(cutout.widthPx, cutout.heightPx);
  const [width, height] = [Math.round(cutout.widthPx * scale), Math.round(cutout.heightPx * scale)];
  const data = await openRaster(cutout).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  return { data, widthPx: width, heightPx: height, channels: 4 };
};

/** Makes the middle of the product see-through, as a lens or a vessel is: a tint, and little else of its own. */
function makeGlass(cutout: Raster, random: Random): Raster {
  const { widthPx, heightPx } = cutout;
  const data = cutout.data.slice();
  const [rx, ry] = [widthPx * (0.18 + 0.17 * random()), heightPx * (0.18 + 0.17 * random())];
  const opacity = Math.round(255 * (0.04 + 0.2 * random()));
  const tint = random() < 0.5 ? 30 : 235;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      if (((x - widthPx / 2) / rx) ** 2 + ((y - heightPx / 2) / ry) ** 2 > 1) continue;
      const at = 4 * (y * widthPx + x);
      if ((data[at + 3] ?? 0) < 255) continue;
      data.set([tint, tint, tint, opacity], at);
    }
  }
  return { ...cutout, data };
}

/** Composites a product with its shadow into the scene, and its alpha into the truth. */
async function layIn(
  scene: Raster,
  truth: Mask,
  product: Raster,
  { leftPx, topPx }: { leftPx: number; topPx: number },
  shadow: number,
  random: Random,
): Promise<void> {
  const { widthPx, heightPx } = scene;
  const alpha: Mask = { data: new Uint8Array(widthPx * heightPx), widthPx, heightPx };
  const inFrame = (visit: (from: number, to: number) => void) => {
    for (let y = Math.max(0, -topPx); y < product.heightPx && y + topPx < heightPx; y++) {
      for (let x = Math.max(0, -leftPx); x < product.widthPx && x + leftPx < widthPx; x++) {
        visit(y * product.widthPx + x, (y + topPx) * widthPx + x + leftPx);
      }
    }
  };
  inFrame((from, to) => {
    alpha.data[to] = product.data[4 * from + 3] ?? 0;
  });
  const u = Math.max(product.widthPx, product.heightPx);
  const [shiftX, shiftY] = [Math.round(u * (0.1 * random() - 0.05)), Math.round(u * (0.01 + 0.08 * shadow))];
  const sigma = Math.max(1, u * (0.01 + 0.03 * random()));
  const blurred = await openMask(alpha).blur(sigma).toColourspace('b-w').raw().toBuffer();
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [fromX, fromY] = [x - shiftX, y - shiftY];
      if (fromX < 0 || fromY < 0 || fromX >= widthPx || fromY >= heightPx) continue;
      const light = 1 - (shadow * (blurred[fromY * widthPx + fromX] ?? 0)) / 255;
      const at = 3 * (y * widthPx + x);
      for (let c = 0; c < 3; c++) scene.data[at + c] = (scene.data[at + c] ?? 0) * light;
    }
  }
  inFrame((from, to) => {
    const share = (alpha.data[to] ?? 0) / 255;
    for (let c = 0; c < 3; c++) {
      scene.data[3 * to + c] = share * (product.data[4 * from + c] ?? 0) + (1 - share) * (scene.data[3 * to + c] ?? 0);
    }
    truth.data[to] = Math.max(truth.data[to] ?? 0, alpha.data[to] ?? 0);
  });
}
