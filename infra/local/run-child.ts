import { spawn } from 'node:child_process';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';

/** The end of a program's output says what went wrong. */
const toldLines = 12;

export type ChildOptions = {
  readonly folder: string;
  /** Ends the program. */
  readonly signal: AbortSignal;
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>>;
};

/**
 * Runs a program to its end and gives what it wrote on stdout.
 * @throws SET_UP_FAILED with the end of its output where it can't start or ends with another code than 0; the signal's
 * reason where it was aborted.
 */
export async function runChild(
  program: string,
  args: readonly string[],
  { folder, signal, environment = {} }: ChildOptions,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  const end = () => child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  let output = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text;
  });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal.throwIfAborted();
    if (code === 0) return output;
    throw new Error(`it ended with code ${code}`);
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof Error ? cause.message : String(cause);
    const tail = all.trimEnd().split('\n').slice(-toldLines).join('\n');
    const sentence = `Expected \`${[program, ...args].join(' ')}\` to succeed, got: ${why}.`;
    throw new PipelineError('SET_UP_FAILED', tail === '' ? sentence : `${sentence} It said:\n${tail}`, { cause });
  } finally {
    signal.removeEventListener('abort', end);
  }
}
