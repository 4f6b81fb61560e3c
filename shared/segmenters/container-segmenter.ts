import sharp from 'sharp';
import { sha256Hex } from '../contracts/ids.ts';
import { workKey } from '../contracts/keys.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { SegmentEndpoint, Store } from '../contracts/ports.ts';
import { type SegmenterName, segmenters } from '../contracts/segmenters.ts';
import { encodeRaster } from '../imaging/raster.ts';
import type { Segmenter } from '../imaging/segment-product.ts';

const maxLevel16 = 65_535;

/**
 * A Segmenter that runs in the container: the picture goes into the work bucket under its hash, the endpoint is asked,
 * and the map that it names is read. The same picture is segmented once, however often a photo is masked.
 * Besides what the store and the endpoint throw:
 * @throws PAYLOAD_MISSING where the map is gone; IMAGE_SIZE_MISMATCH where it is not of the segmenter's size.
 */
export function makeContainerSegmenter(name: SegmenterName, store: Store, endpoint: SegmentEndpoint): Segmenter {
  const { sidePx, closerLookBelowShare } = segmenters[name];
  const size = { widthPx: sidePx, heightPx: sidePx };
  const segment = async (rgb: Uint8Array): Promise<Float32Array> => {
    const { bytes } = await encodeRaster({ data: rgb, channels: 3, ...size });
    const sha256 = sha256Hex(bytes);
    const picture = { key: workKey.segmentPicture(sha256), sha256, ...size };
    await store.putIfAbsent('work', picture.key, bytes, 'image/png');
    const { map } = await endpoint.segment({
      ...{ v: 1, kind: 'segment', segmenter: name, bucket: store.realName('work') },
      ...{ picture, outputPrefix: workKey.segmentPrefix(sha256) },
    });
    const stored = await store.get('work', map.key);
    if (stored !== undefined) return readMap(stored.bytes, sidePx);
    throw new PipelineError(
      'PAYLOAD_MISSING',
      `Expected the map of ${name} in the work bucket, found none; try again.`,
    );
  };
  return { sidePx, closerLookBelowShare, segment };
}

/** Probabilities 0..1 from a 16-bit grey PNG, row by row. */
async function readMap(bytes: Uint8Array, sidePx: number): Promise<Float32Array> {
  const picture = sharp(bytes).toColourspace('grey16').raw({ depth: 'ushort' });
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  if (info.width !== sidePx || info.height !== sidePx || info.channels !== 1) {
    throw new PipelineError(
      'IMAGE_SIZE_MISMATCH',
      `Expected a grey map of ${sidePx} x ${sidePx} px, got ${info.channels} channels of ${info.width} x ${info.height} px; report it.`,
    );
  }
  const levels = new Uint16Array(new Uint8Array(data).buffer);
  return Float32Array.from(levels, (level) => level / maxLevel16);
}
