import { PipelineError } from '../../../shared/contracts/pipeline-error.ts';

/** The PipelineError with which something ends; anything else fails the test. */
export async function errorOf(act: () => unknown): Promise<PipelineError> {
  try {
    await act();
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error('Expected an error, got none');
}
