import { join } from 'node:path';
import { repositoryFolder } from '../../infra/build-target.ts';
import { weightsFile } from '../../infra/function-bundles.ts';
import { setUpModel } from '../../infra/local/set-up.ts';
import { type SegmenterName, segmenters } from '../contracts/segmenters.ts';
import type { Segmenter } from '../imaging/segment-product.ts';
import { loadSegmenter } from '../segmenters/load-segmenter.ts';

/** Opens a network on this machine; its weights are fetched where they are missing. */
export async function setUpSegmenter(name: SegmenterName): Promise<Segmenter> {
  await setUpModel((_, work) => work(), new AbortController().signal, name);
  return loadSegmenter(segmenters[name], join(repositoryFolder, weightsFile(name)));
}
