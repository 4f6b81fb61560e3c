import { InferenceSession, Tensor } from 'onnxruntime-node';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { networkSidePx, type Segmenter } from '../imaging/segment-product.ts';

/** A function of 2 GB has a little more than one core; a second thread helps on a laptop. */
const intraOpThreads = 2;
const inputShape = [1, 3, networkSidePx, networkSidePx];

/**
 * A Segmenter from the ONNX file of u2netp. The session is made once and serves every photo.
 * @throws MODEL_NOT_USABLE where the file is missing, is no ONNX, or does not answer as u2netp does.
 */
export async function loadSegmenter(modelFile: string): Promise<Segmenter> {
  const session = await openSession(modelFile);
  const [inputName] = session.inputNames;
  // The first of its seven outputs is the fused map; the others are its side maps.
  const [outputName] = session.outputNames;
  if (inputName === undefined || outputName === undefined) throw notUsable('a model without input or output');
  return async (input) => {
    const answer = await session.run({ [inputName]: new Tensor('float32', input, inputShape) }, [outputName]);
    const data = answer[outputName]?.data;
    if (data instanceof Float32Array) return data;
    throw notUsable('an answer that is no float32 map');
  };
}

async function openSession(modelFile: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(modelFile, { intraOpNumThreads: intraOpThreads });
  } catch (cause) {
    throw notUsable('none that can be opened', cause);
  }
}

const notUsable = (got: string, cause?: unknown): PipelineError =>
  new PipelineError(
    'MODEL_NOT_USABLE',
    `Expected the model u2netp, got ${got}; delete .packshot/models and run npm start.`,
    { cause },
  );
