import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DeployOptions, deployStack } from './deploy-stack.ts';

const recordSchema = z.object({
  hash: z.string(),
  outputs: z.record(z.string(), z.string()),
  environment: z.record(z.string(), z.string()),
});
/** What was deployed last, and what came of it. */
export type Deployed = z.infer<typeof recordSchema>;

/** What was deployed last by the record in a file; undefined where there is none. */
export async function readDeployed(recordFile: string): Promise<Deployed | undefined> {
  const text = await readFile(recordFile, 'utf8').catch(() => '{}');
  return recordSchema.safeParse(JSON.parse(text)).data;
}

/**
 * Deploys as deployStack, unless the record says that just this is deployed already. `isKept` says that the local AWS
 * still holds what was deployed before.
 * @throws DEPLOY_FAILED as deployStack.
 */
export async function deployOnce(options: DeployOptions, recordFile: string, isKept: boolean): Promise<Deployed> {
  const environment = { ...options.extraFunctionEnvironment };
  const hash = await hashOf(options);
  const known = isKept ? await readDeployed(recordFile) : undefined;
  if (known?.hash === hash) return known;
  const deployed = { hash, environment, outputs: await deployStack(options) };
  await writeFile(recordFile, JSON.stringify(deployed));
  return deployed;
}

/** Template, assets and variables; and our own part in it, which decides what becomes of the template. */
async function hashOf({ endpoint, cdkOut, stackName, extraFunctionEnvironment }: DeployOptions): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([endpoint, stackName, extraFunctionEnvironment]));
  for (const kind of ['template', 'assets']) hash.update(await readFile(join(cdkOut, `${stackName}.${kind}.json`)));
  const own = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts') || name.endsWith('.py'));
  for (const name of own.sort()) hash.update(await readFile(join(import.meta.dirname, name)));
  return hash.digest('hex');
}
