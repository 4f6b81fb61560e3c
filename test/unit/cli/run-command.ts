import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import { runCommandLine } from '../../../shared/cli/main.ts';

/** What a command ended with. */
export type Answer = {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * Runs the command line in this process: a hundred Nodes would take a minute to start. Its spies on the console are the
 * test's to restore.
 */
export async function run(args: readonly string[], { PACKSHOT_DEBUG = '' } = {}): Promise<Answer> {
  vi.stubEnv('PACKSHOT_DEBUG', PACKSHOT_DEBUG);
  const [out, err] = [new PassThrough({ encoding: 'utf8' }), new PassThrough({ encoding: 'utf8' })];
  const real = new Console(out, err);
  vi.spyOn(console, 'log').mockImplementation(real.log);
  vi.spyOn(console, 'error').mockImplementation(real.error);
  // The runner's own stdout gets no listeners.
  vi.spyOn(process.stdout, 'on').mockReturnValue(process.stdout);
  const code = await runCommandLine(args);
  return { code, stdout: out.read() ?? '', stderr: err.read() ?? '' };
}
