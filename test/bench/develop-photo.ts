import { openRaster, type Raster } from '../../shared/imaging/raster.ts';
import type { Random } from './draw-backdrop.ts';

const jpegQuality = 92;
/** Less blur than this, in pixels, is none. */
const leastBlurPx = 0.3;

/** Noise of a camera, a blur where asked for, and JPEG. */
export async function developPhoto(scene: Raster, random: Random, blurSigmaPx = 0): Promise<Uint8Array> {
  const lens = blurSigmaPx > leastBlurPx ? openRaster(scene).blur(blurSigmaPx) : openRaster(scene);
  const data = await lens.raw().toBuffer();
  const amount = 1 + 3 * random();
  for (let i = 0; i < data.length; i++) {
    data[i] = Math.min(255, Math.max(0, Math.round((data[i] ?? 0) + amount * (random() + random() - 1))));
  }
  return openRaster({ ...scene, data })
    .jpeg({ quality: jpegQuality })
    .toBuffer();
}
