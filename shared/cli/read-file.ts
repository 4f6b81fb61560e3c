import { readFile } from 'node:fs/promises';
import { PipelineError } from '../contracts/pipeline-error.ts';

/**
 * The bytes of a file that somebody named.
 * @throws FILE_NOT_READABLE
 */
export async function readNamedFile(file: string): Promise<Uint8Array> {
  try {
    // Small files come in a buffer that they share.
    return new Uint8Array(await readFile(file));
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw new PipelineError('FILE_NOT_READABLE', `Expected to read ${file}, got: ${got}.`, { cause });
  }
}
