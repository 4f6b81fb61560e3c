import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const peerFolder = join(root, '.packshot/bench/peer');

/** The weights of the local run's segmenter. */
export const modelFile = join(root, '.packshot/models/u2netp.onnx');

/** Runs a program and reads its last line as JSON; libraries may warn on stdout before it. */
export function runJson<T>(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): T {
  const output = execFileSync(program, args, { env, encoding: 'utf8' });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}

/** Runs a script of this folder with rembg and the same weights, in an environment of its own under .packshot/bench. */
export function runPeer<T>(script: string, args: readonly string[]): T {
  const python = join(peerFolder, 'bin/python');
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', peerFolder]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', 'rembg[cpu]==2.0.86'], { stdio: 'inherit' });
  }
  const env = { ...process.env, U2NET_HOME: join(root, '.packshot/models'), MODEL_CHECKSUM_DISABLED: '1' };
  return runJson<T>(python, [join(import.meta.dirname, script), ...args], env);
}
