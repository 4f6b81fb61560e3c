/**
 * What masking one photo takes: `node large-photo.ts MODEL PHOTO` prints one JSON line: megapixels, seconds, and the most
 * memory that this process ever had resident, in MB (needs Linux). It does what mask-photo does between reading
 * the photo and writing its payloads.
 */
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { segmenters } from '../../shared/contracts/segmenters.ts';
import { maskPhoto } from '../../shared/imaging/mask-steps.ts';
import { loadSegmenter } from '../../shared/segmenters/load-segmenter.ts';
import { readPeakMb } from './read-peak.ts';

const million = 1e6;

const [modelFile = '', photoFile = ''] = process.argv.slice(2);
const segmenter = await loadSegmenter(segmenters.u2netp, modelFile);
const startedAt = performance.now();
const { facts } = await maskPhoto({ photoBytes: await readFile(photoFile), givenMatteBytes: null, segmenter });
const seconds = (performance.now() - startedAt) / 1000;
const megapixels = (facts.widthPx * facts.heightPx) / million;
console.log(JSON.stringify({ megapixels, seconds, residentMb: readPeakMb() }));
