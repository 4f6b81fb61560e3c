import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PipelineError } from '../../shared/contracts/pipeline-error.ts';
import { processesNaming } from './local-processes.ts';

/** Two that take over a stale lock at the same moment see, after this, which of them has it. */
const settleMilliseconds = 100;
const mostTries = 20;
/** What every command line of ours holds: a process id may have been given to a stranger. */
const commandName = 'packshot';

/**
 * Takes the lock of a checkout: a file with this process's id. One left by a process that is gone is taken over.
 * Returns what gives it back.
 * @throws ALREADY_RUNNING naming the process that has it.
 */
export async function takeRunLock(lockFile: string): Promise<() => Promise<void>> {
  await mkdir(dirname(lockFile), { recursive: true });
  const own = `${lockFile}.${process.pid}`;
  await writeFile(own, String(process.pid));
  try {
    for (let tries = 0; tries < mostTries; tries++) {
      if (await linkNew(own, lockFile)) return () => giveBack(lockFile);
      const holder = await readHolder(lockFile);
      if (holder !== undefined && holder !== process.pid && (await isOurs(holder))) throw alreadyRunning(holder);
      await rm(lockFile, { force: true });
      if ((await linkNew(own, lockFile)) && (await isStillOwn(lockFile))) return () => giveBack(lockFile);
    }
    throw alreadyRunning(await readHolder(lockFile));
  } finally {
    await rm(own, { force: true });
  }
}

async function linkNew(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(lockFile: string): Promise<number | undefined> {
  const text = await readFile(lockFile, 'utf8').catch(() => '');
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

async function isOurs(pid: number): Promise<boolean> {
  return (await processesNaming(commandName)).some((running) => running.pid === pid);
}

async function isStillOwn(lockFile: string): Promise<boolean> {
  await wait(settleMilliseconds);
  return (await readHolder(lockFile)) === process.pid;
}

async function giveBack(lockFile: string): Promise<void> {
  if ((await readHolder(lockFile)) === process.pid) await rm(lockFile, { force: true });
}

function alreadyRunning(holder: number | undefined): PipelineError {
  const who = holder === undefined ? '' : ` (process ${holder})`;
  return new PipelineError('ALREADY_RUNNING', `Expected no other npm start in this checkout, found one running${who}.`);
}
