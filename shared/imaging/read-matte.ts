import sharp from 'sharp';
import type { SizePx } from '../contracts/geometry.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { assertSameSize, type Mask } from './raster.ts';

const opaque = 255;
const halfOpaque = 128;
/** docs/imaging.md, Light: matte below 3 snaps to 0; above 252 to 255 for the same reason. */
const snap = 3;

/**
 * A matte that a person put beside the photo: a PNG of the photo's upright size, white product on black; or the alpha of
 * a transparent PNG. Used as it is, but for values that nobody sees (below 3 and above 252).
 * @throws MATTE_NOT_USABLE where it is no PNG, of another size, or holds no product.
 */
export async function readMatte(bytes: Uint8Array, size: SizePx): Promise<Mask> {
  const { widthPx, heightPx } = await readSize(bytes);
  if (widthPx !== size.widthPx || heightPx !== size.heightPx) {
    throw notUsable(
      `one of ${size.widthPx} x ${size.heightPx} px, as the photo stands upright`,
      `${widthPx} x ${heightPx} px`,
    );
  }
  const mask = snapMatte(await decodeGrey(bytes), size);
  if (!mask.data.some((value) => value >= halfOpaque)) {
    throw notUsable('a white product on black', 'no pixel brighter than half');
  }
  return mask;
}

async function readSize(bytes: Uint8Array): Promise<SizePx> {
  try {
    const { format, autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (format === 'png') return { widthPx: autoOrient.width, heightPx: autoOrient.height };
  } catch (cause) {
    throw notUsable('an 8-bit PNG', 'a file that cannot be read', cause);
  }
  throw notUsable('an 8-bit PNG', 'another format');
}

async function decodeGrey(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    const open = () => sharp(bytes, { autoOrient: true, limitInputPixels: false });
    const stats = await open().metadata();
    const isOpaque = !stats.hasAlpha || (await open().stats()).isOpaque;
    const grey = isOpaque ? open().removeAlpha() : open().extractChannel('alpha');
    return await grey.toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer();
  } catch (cause) {
    throw notUsable('a whole PNG', 'one that ends early or is damaged', cause);
  }
}

/**
 * A matte in which what is as good as backdrop or product is exactly 0 or 255. `values` 0..255 a pixel of `size`.
 * @throws IMAGE_SIZE_MISMATCH where there are more or fewer values.
 */
export function snapMatte(values: Uint8Array, size: SizePx): Mask {
  assertSameSize('a matte', size, { widthPx: values.length / size.heightPx, heightPx: size.heightPx });
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) {
    const value = values[i] ?? 0;
    data[i] = value < snap ? 0 : value > opaque - snap ? opaque : value;
  }
  return { data, widthPx: size.widthPx, heightPx: size.heightPx };
}

const notUsable = (expected: string, got: string, cause?: unknown): PipelineError =>
  new PipelineError(
    'MATTE_NOT_USABLE',
    `Expected a matte that is ${expected}, got ${got}; export it again and upload it beside the photo.`,
    { cause },
  );
