import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type SegmenterFacts, segmenterNames, segmenters } from '../../../shared/contracts/segmenters.ts';
import { loadSegmenter } from '../../../shared/segmenters/load-segmenter.ts';
import { makeTinyOnnx } from './tiny-onnx.ts';

const folder = mkdtempSync(join(tmpdir(), 'packshot-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const weights = [0.9, -0.4, 0.3] as const;

/** The facts of a segmenter, with weights of the same shapes that were made here. */
function withTinyWeights(facts: SegmenterFacts): { facts: SegmenterFacts; file: string } {
  const bytes = makeTinyOnnx(facts.sidePx, weights, { hasSigmoid: facts.answer === 'probability' });
  const file = join(folder, facts.file);
  writeFileSync(file, bytes);
  return { facts: { ...facts, sha256: createHash('sha256').update(bytes).digest('hex') }, file };
}

/** What the tiny network says of one colour, worked out from the published normalisation. */
function expectedOf(facts: SegmenterFacts, colour: readonly number[], brightest: number): number {
  const logit = weights.reduce((sum, weight, channel) => {
    const normal = ((colour[channel] ?? 0) / brightest - (facts.mean[channel] ?? 0)) / (facts.deviation[channel] ?? 1);
    return sum + weight * normal;
  }, 0);
  return 1 / (1 + Math.exp(-logit));
}

describe.each(segmenterNames)('%s', (name) => {
  it('answers probabilities for a picture of its size, normalised as it learnt', async () => {
    const { facts, file } = withTinyWeights(segmenters[name]);
    const rgb = new Uint8Array(facts.sidePx * facts.sidePx * 3).fill(60);
    rgb.set([240, 30, 90], 0);

    const { sidePx, segment } = await loadSegmenter(facts, file);
    const answer = await segment(rgb);

    expect(sidePx).toBe(facts.sidePx);
    expect(answer).toHaveLength(sidePx * sidePx);
    expect(answer[0]).toBeCloseTo(expectedOf(facts, [240, 30, 90], 240), 5);
    expect(answer.at(-1)).toBeCloseTo(expectedOf(facts, [60, 60, 60], 240), 5);
  });

  it('names where its weights come from, their hash and their licence', () => {
    const { source, sha256, licence } = segmenters[name];

    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(licence).toMatch(/^(Apache-2\.0|MIT)$/);
    expect('url' in source ? source.url : source.npmPackage).not.toBe('');
  });
});

describe('loadSegmenter refuses to start with', () => {
  const codeOf = (facts: SegmenterFacts, file: string) =>
    loadSegmenter(facts, file).then(
      () => 'loaded',
      (error) => [error.code, error.message],
    );

  it('weights of another hash, whatever they can do', async () => {
    const { file } = withTinyWeights(segmenters['isnet-general-use']);

    expect(await codeOf(segmenters['isnet-general-use'], file)).toEqual([
      'MODEL_NOT_USABLE',
      expect.stringContaining(segmenters['isnet-general-use'].sha256),
    ]);
  });

  it('no weights', async () => {
    expect(await codeOf(segmenters.u2netp, join(folder, 'missing.onnx'))).toEqual([
      'MODEL_NOT_USABLE',
      expect.stringContaining('no file that can be read'),
    ]);
  });

  it('something that is no ONNX', async () => {
    const file = join(folder, 'text.onnx');
    writeFileSync(file, 'not a network');
    const sha256 = createHash('sha256').update('not a network').digest('hex');

    expect(await codeOf({ ...segmenters.u2netp, sha256 }, file)).toEqual([
      'MODEL_NOT_USABLE',
      expect.stringContaining('none that can be opened'),
    ]);
  });

  it('a network that answers another size', async () => {
    const { facts, file } = withTinyWeights(segmenters.u2netp);
    const segmenter = await loadSegmenter({ ...facts, sidePx: 160 }, file);

    await expect(segmenter.segment(new Uint8Array(160 * 160 * 3))).rejects.toThrow();
  });
});
