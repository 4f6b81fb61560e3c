import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Where a checkout keeps the local run: state, logs, the fetched model. */
export const stateFolder = fileURLToPath(new URL('../../.packshot', import.meta.url));
const runFile = `${stateFolder}/run.json`;

/** What a running `npm start` says of itself: how the other commands find it. */
const runSchema = z.object({
  v: z.literal(1),
  pid: z.int(),
  endpoint: z.url(),
  outputs: z.record(z.string(), z.string()),
  startedAt: z.iso.datetime(),
});
export type LocalRun = z.infer<typeof runSchema>;

/** Says where the run of this process can be found. */
export async function writeRunFile(run: LocalRun): Promise<void> {
  const temporary = `${runFile}.${run.pid}`;
  await writeFile(temporary, JSON.stringify(run, null, 2));
  await rename(temporary, runFile);
}

export const removeRunFile = (): Promise<void> => rm(runFile, { force: true });

/** The running `npm start` of this checkout, or undefined where none is running. */
export async function readRunFile(): Promise<LocalRun | undefined> {
  const text = await readFile(runFile, 'utf8').catch(() => undefined);
  const parsed = text === undefined ? undefined : runSchema.safeParse(JSON.parse(text));
  if (!parsed?.success) return undefined;
  const isThere = await fetch(`${parsed.data.endpoint}/_localstack/health`).then(
    (answer) => answer.ok,
    () => false,
  );
  return isThere ? parsed.data : undefined;
}
