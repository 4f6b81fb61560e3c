import { isErrorCode } from '../contracts/error-catalogue.ts';
import type { MatteQuality } from '../contracts/matte-quality.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';

/**
 * Ends the work on a photo whose matte nobody can use.
 * @throws the first reason, as a permanent error that tells the photographer what to change.
 */
export function rejectHopeless({ verdict, reasons }: MatteQuality): void {
  const [reason] = reasons;
  if (verdict === 'hopeless' && reason !== undefined && isErrorCode(reason.code)) {
    throw new PipelineError(reason.code, reason.sentence);
  }
}
