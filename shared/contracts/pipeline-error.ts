import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

/**
 * The one error of the pipeline: a code, a sentence for people ("expected X for Y, got Z; do this"), and what the
 * catalogue says about it. `retry: false` is recorded on the item at work and the message is done; `retry: true`
 * goes back to the queue. The sentence never holds a stack, a bucket name or a signed link.
 */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  readonly fixableBy: string;
  readonly retry: boolean;

  constructor(code: ErrorCode, sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options);
    this.name = 'PipelineError';
    this.code = code;
    this.fixableBy = errorCatalogue[code].fixableBy;
    this.retry = errorCatalogue[code].retry;
  }
}

/** Whether a text is one of our codes. */
export const isErrorCode = (code: string | undefined): code is ErrorCode =>
  code !== undefined && code in errorCatalogue;

/** Says whether an error is permanent: ours, and marked as not worth a retry. Unknown errors count as transient. */
export const isPermanent = (error: unknown): error is PipelineError => error instanceof PipelineError && !error.retry;
