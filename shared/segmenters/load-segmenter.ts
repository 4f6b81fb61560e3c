import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import { PipelineError } from '../contracts/pipeline-error.ts';
import type { SegmenterFacts } from '../contracts/segmenters.ts';
import type { Segmenter } from '../imaging/segment-product.ts';

/** A function of 2 GB has a little more than one core; a second thread helps on a laptop. */
const intraOpThreads = 2;
/** Threads that wait by spinning cost a tenth of masking's CPU and save no time (24 November 2026). */
const waitsAsleep = { session: { intra_op: { allow_spinning: '0' } } } as const;

/**
 * A Segmenter from an ONNX file with input 1 x 3 x side x side and a first output of as many values. The session is
 * made once and serves every photo.
 * @throws MODEL_NOT_USABLE where the file is missing, is not the one that `facts` name by its hash, is no ONNX, or does
 * not answer as they say.
 */
export async function loadSegmenter(facts: SegmenterFacts, file: string): Promise<Segmenter> {
  const { sidePx, closerLookBelowShare } = facts;
  // Where no picture is segmented, the runtime is not loaded.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await openSession(facts, file, InferenceSession);
  const [inputName] = session.inputNames;
  // Of several outputs the first is the fused map; the others are side maps.
  const [outputName] = session.outputNames;
  if (inputName === undefined || outputName === undefined) throw notUsable(facts, 'a model without input or output');
  const shape = [1, 3, sidePx, sidePx];
  const segment = async (rgb: Uint8Array): Promise<Float32Array> => {
    const input = new Tensor('float32', normalise(rgb, facts), shape);
    const answer = (await session.run({ [inputName]: input }, [outputName]))[outputName]?.data;
    if (!(answer instanceof Float32Array) || answer.length !== sidePx * sidePx) {
      throw notUsable(facts, `an answer of ${answer?.length ?? 0} values instead of ${sidePx * sidePx}`);
    }
    return facts.answer === 'logit' ? answer.map(sigmoid) : answer;
  };
  return { sidePx, closerLookBelowShare, segment };
}

async function openSession(
  facts: SegmenterFacts,
  file: string,
  sessions: typeof InferenceSession,
): Promise<InferenceSession> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw notUsable(facts, 'no file that can be read', cause);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== facts.sha256) throw notUsable(facts, `one with sha256 ${sha256}`);
  try {
    return await sessions.create(bytes, { intraOpNumThreads: intraOpThreads, extra: waitsAsleep });
  } catch (cause) {
    throw notUsable(facts, 'none that can be opened', cause);
  }
}

/** Bytes of RGB to planes as the network learnt them: divided by the brightest value, less mean, over deviation. */
function normalise(rgb: Uint8Array, { mean, deviation }: SegmenterFacts): Float32Array {
  let brightest = 1;
  for (const value of rgb) if (value > brightest) brightest = value;
  const pixels = rgb.length / 3;
  const planes = new Float32Array(rgb.length);
  for (let channel = 0; channel < 3; channel++) {
    const [centre, spread] = [mean[channel] ?? 0, deviation[channel] ?? 1];
    for (let i = 0; i < pixels; i++) {
      planes[channel * pixels + i] = ((rgb[3 * i + channel] ?? 0) / brightest - centre) / spread;
    }
  }
  return planes;
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

const notUsable = ({ file, sha256 }: SegmenterFacts, got: string, cause?: unknown): PipelineError =>
  new PipelineError(
    'MODEL_NOT_USABLE',
    `Expected the weights ${file} with sha256 ${sha256}, got ${got}; delete .packshot/models and run npm start.`,
    { cause },
  );
