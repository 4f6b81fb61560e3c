import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

const pollMilliseconds = 50;
const mebibyte = 1024 * 1024;

type RunningProcess = { readonly pid: number; readonly command: string };

/**
 * Lists the processes whose command line names a path, this one excepted.
 * A temporary folder made by `mkdtemp` is named by nothing else, so what names it is ours, also after a crash, when
 * process ids may have been given to others.
 */
export async function processesNaming(path: string): Promise<RunningProcess[]> {
  const running = existsSync('/proc/self/cmdline') ? await listFromProc() : await listFromPs();
  return running.filter(({ pid, command }) => pid !== process.pid && command.includes(path));
}

async function listFromProc(): Promise<RunningProcess[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const running = pids.map(async (pid) => {
    // A process may end between the listing and the reading: then it counts as not there.
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return { pid, command: command.replaceAll('\0', ' ') };
  });
  return Promise.all(running);
}

/** macOS has no /proc. */
async function listFromPs(): Promise<RunningProcess[]> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,command='], { maxBuffer: 8 * mebibyte });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? [];
    return pid && command ? [{ pid: Number(pid), command }] : [];
  });
}

/** Sends a signal to every process whose command line names a path; one that is gone already is no error. */
async function signalProcessesNaming(path: string, signal: NodeJS.Signals): Promise<void> {
  for (const { pid } of await processesNaming(path)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

/**
 * Ends one run of the local AWS: asks its launcher to end (SIGTERM), which saves the state, waits up to
 * `patienceSeconds`, and then ends the launcher and every function that is still there (SIGKILL). Resolves when none
 * of them is left. A run is meant by its state folder and its temporary folder, so a later run over the same state is
 * not touched. Returns false where the patience ran out.
 */
export async function endRun(stateDir: string, temporaryFolder: string, patienceSeconds: number): Promise<boolean> {
  const launched = `${stateDir} ${temporaryFolder}`;
  const functions = `${temporaryFolder}/ministack-lambda-`;
  const deadline = Date.now() + patienceSeconds * 1000;
  await signalProcessesNaming(launched, 'SIGTERM');
  while ((await processesNaming(launched)).length > 0 && Date.now() < deadline) await wait(pollMilliseconds);
  const endedByItself = (await processesNaming(launched)).length === 0;
  for (const path of [launched, functions]) {
    while ((await processesNaming(path)).length > 0) {
      await signalProcessesNaming(path, 'SIGKILL');
      await wait(pollMilliseconds);
    }
  }
  return endedByItself;
}
