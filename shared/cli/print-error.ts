import { errorCatalogue } from '../contracts/error-catalogue.ts';
import { PipelineError } from '../contracts/pipeline-error.ts';

/** Prints what went wrong on stderr: the sentence, what to do, the code. A stack only where asked for. */
export function printError(error: unknown, { withStack }: { withStack: boolean }): void {
  console.error(describeError(error));
  if (withStack) console.error(error);
}

/** What went wrong as text for people, in one to three lines. */
export function describeError(error: unknown): string {
  if (error instanceof PipelineError) {
    return `${error.message}\n${errorCatalogue[error.code].remedy}\n(${error.code})`;
  }
  const sentence = error instanceof Error ? error.message || error.name : String(error);
  const name = error instanceof Error ? error.name : 'Error';
  return `${sentence}\nRun it again with PACKSHOT_DEBUG=1 to see where this comes from.\n(${name})`;
}
