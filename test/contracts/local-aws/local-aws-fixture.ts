import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { localClientSettings } from '../../../infra/local/local-clients.ts';
import { type LocalAws, startLocalAws } from '../../../infra/local/start-local-aws.ts';

export const pythonPath = fileURLToPath(new URL('../../../.venv/bin/python', import.meta.url));

/** A local AWS of a test's own: a fresh folder, whatever port is free, and settings for its clients. */
export type LocalAwsFixture = LocalAws & {
  readonly stateDir: string;
  readonly clientSettings: ReturnType<typeof localClientSettings>;
};

/** Starts one over a new folder, or over one that an earlier fixture left. */
export async function startFixture(stateDir?: string): Promise<LocalAwsFixture> {
  const folder = stateDir ?? (await mkdtemp(join(tmpdir(), 'packshot-state-')));
  const aws = await startLocalAws({ stateDir: folder, port: 0, logFile: join(folder, 'local-aws.log'), pythonPath });
  return { ...aws, stateDir: folder, clientSettings: localClientSettings(aws.endpoint) };
}

/** Ends it and removes its folder. */
export async function removeFixture(fixture: LocalAwsFixture): Promise<void> {
  await fixture.stop();
  await rm(fixture.stateDir, { recursive: true, force: true });
}
