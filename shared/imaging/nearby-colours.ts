import type { Mask, Raster } from './raster.ts';

const opaque = 255;
/** Samples to each side of a pixel. */
const reachSamples = 6;
const samplesAcross = 2 * reachSamples + 1;
/** At this length of the photo's longer side the samples lie a pixel apart; the edge of a larger photo is wider. */
const photoPxAtStepOne = 2400;
/**
 * A pixel that is nearly all product says more of the product's colour than one that is half backdrop. Error of the
 * re-composite on six colours against the photo's own, powers 3 and 8: 0.33 and 0.33 of it where the photo mixed in linear
 * light, 0.28 and 0.26 where in sRGB (24 November 2026, 16 composites of known colours).
 */
const purity = 8;
const shareOfLevel = Float64Array.from({ length: opaque + 1 }, (_, level) => (level / opaque) ** purity);
const nearness = Float64Array.from({ length: samplesAcross * samplesAcross }, (_, at) => {
  const [dx, dy] = [(at % samplesAcross) - reachSamples, Math.floor(at / samplesAcross) - reachSamples];
  return 1 / (1 + dx * dx + dy * dy);
});

/** Of product or backdrop around a pixel: mean colour, variance about it (mean of the channels), weight it rests on. */
export type NearbyColour = { red: number; green: number; blue: number; variance: number; weight: number };
/** What surrounds a pixel; filled anew for each, because it is measured in inner loops. */
export type NearbyColours = { readonly product: NearbyColour; readonly backdrop: NearbyColour };

const noColour = (): NearbyColour => ({ red: 0, green: 0, blue: 0, variance: 0, weight: 0 });
/** To be filled by measureNearby. */
export const makeNearby = (): NearbyColours => ({ product: noColour(), backdrop: noColour() });

/**
 * Measures the product's and the backdrop's colours around a pixel of P, the nearer and the purer a sample the more it
 * counts. `valueOfLevel`: what each of the 256 sRGB levels counts as; colours and variances are in its units.
 */
export function measureNearby(
  p: Raster,
  { data: alpha, widthPx, heightPx }: Mask,
  pixel: number,
  valueOfLevel: Float64Array,
  { product, backdrop }: NearbyColours,
): void {
  const step = Math.max(1, Math.round(Math.max(widthPx, heightPx) / photoPxAtStepOne));
  const x = pixel % widthPx;
  const y = (pixel - x) / widthPx;
  const fromX = -Math.min(reachSamples, Math.floor(x / step));
  const toX = Math.min(reachSamples, Math.floor((widthPx - 1 - x) / step));
  const fromY = -Math.min(reachSamples, Math.floor(y / step));
  const toY = Math.min(reachSamples, Math.floor((heightPx - 1 - y) / step));
  let [productWeight, productR, productG, productB, productSquares] = [0, 0, 0, 0, 0];
  let [backdropWeight, backdropR, backdropG, backdropB, backdropSquares] = [0, 0, 0, 0, 0];
  for (let dy = fromY; dy <= toY; dy++) {
    const row = pixel + dy * step * widthPx;
    const nearRow = (dy + reachSamples) * samplesAcross + reachSamples;
    for (let dx = fromX; dx <= toX; dx++) {
      const sample = row + dx * step;
      const level = alpha[sample] ?? 0;
      const near = nearness[nearRow + dx] ?? 0;
      const at = p.channels * sample;
      const r = valueOfLevel[p.data[at] ?? 0] ?? 0;
      const g = valueOfLevel[p.data[at + 1] ?? 0] ?? 0;
      const b = valueOfLevel[p.data[at + 2] ?? 0] ?? 0;
      const squares = r * r + g * g + b * b;
      // Most samples are all of one: the other half of the work is left out.
      if (level > 0) {
        const asProduct = near * (shareOfLevel[level] ?? 0);
        productWeight += asProduct;
        productR += asProduct * r;
        productG += asProduct * g;
        productB += asProduct * b;
        productSquares += asProduct * squares;
      }
      if (level < opaque) {
        const asBackdrop = near * (shareOfLevel[opaque - level] ?? 0);
        backdropWeight += asBackdrop;
        backdropR += asBackdrop * r;
        backdropG += asBackdrop * g;
        backdropB += asBackdrop * b;
        backdropSquares += asBackdrop * squares;
      }
    }
  }
  fill(product, productWeight, productR, productG, productB, productSquares);
  fill(backdrop, backdropWeight, backdropR, backdropG, backdropB, backdropSquares);
}

function fill(colour: NearbyColour, weight: number, r: number, g: number, b: number, squares: number): void {
  const least = Math.max(weight, Number.MIN_VALUE);
  colour.weight = weight;
  colour.red = r / least;
  colour.green = g / least;
  colour.blue = b / least;
  const { red, green, blue } = colour;
  colour.variance = Math.max(0, squares / least - red * red - green * green - blue * blue) / 3;
}
