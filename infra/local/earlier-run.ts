import { readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { endRun, processesNaming } from './local-processes.ts';

export const temporaryFolderPrefix = 'packshot-local-aws-';

const patienceSeconds = 15;
/** Where ministack keeps objects and the code of functions. */
const stateFolders = ['s3', 'lambda-blobs'];
const marker = z.object({ pid: z.number(), temporaryFolder: z.string() });

/**
 * How the last run over a state folder ended. `none`: there was none. `clean`: everything is as it was left.
 * `crashed`: the folder was emptied, because nothing of it could be trusted, and all uploads have to be run again.
 */
export type EarlierRun = 'none' | 'clean' | 'crashed';

/**
 * Ends what an earlier run over the same state folder has left: its process if that still lives (then its state is
 * saved and counts as clean), functions, temporary folder. run-ministack.py writes `running.json` and removes it only
 * after the state is saved, so its presence without a process means a crash.
 *
 * After a crash the folder is emptied: only S3 writes at once, so objects would stand beside tables and queues of an
 * older time, and their buckets would have lost versioning and notifications.
 */
export async function recoverEarlierRun(stateDir: string, say: (sentence: string) => void): Promise<EarlierRun> {
  const markerFile = join(stateDir, 'running.json');
  const text = await readFile(markerFile, 'utf8').catch(() => undefined);
  if (text === undefined) return (await hasState(stateDir)) ? 'clean' : 'none';
  const parsed = marker.safeParse(parseJson(text));
  if (parsed.success && basename(parsed.data.temporaryFolder).startsWith(temporaryFolderPrefix)) {
    const { pid, temporaryFolder } = parsed.data;
    const lived = (await processesNaming(`${stateDir} ${temporaryFolder}`)).length > 0;
    const endedByItself = await endRun(stateDir, temporaryFolder, patienceSeconds);
    await rm(temporaryFolder, { recursive: true, force: true });
    if (lived && endedByItself) {
      say(`A local AWS was still running over ${stateDir} (process ${pid}): it is ended now, its state saved.`);
      await rm(markerFile, { force: true });
      return 'clean';
    }
  }
  await emptyState(stateDir);
  say('The last run ended without saving its state: this one starts from nothing and runs all uploads again.');
  return 'crashed';
}

/** Removes what ministack keeps, the marker included, and nothing else that may lie in the folder. */
async function emptyState(stateDir: string): Promise<void> {
  const names = await readdir(stateDir);
  const kept = names.filter((name) => name.endsWith('.json') || stateFolders.includes(name));
  await Promise.all(kept.map((name) => rm(join(stateDir, name), { recursive: true, force: true })));
}

const hasState = (stateDir: string): Promise<boolean> =>
  readFile(join(stateDir, 'lambda.json')).then(
    () => true,
    () => false,
  );

/** Undefined where a crash cut the file short. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
