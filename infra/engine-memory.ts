import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type EngineName, engineNames } from '../shared/contracts/engines.ts';
import { repositoryFolder } from './build-target.ts';

/** The container's own registry of engines. */
const file = join(repositoryFolder, 'gpu-container', 'engines.json');
const registry = z.array(z.object({ name: z.enum(engineNames), gpuMemoryGib: z.int().min(0) }));
const memoryGib = new Map(
  registry.parse(JSON.parse(readFileSync(file, 'utf8'))).map(({ name, gpuMemoryGib }) => [name, gpuMemoryGib]),
);

/** The GPU memory in GiB that an engine needs, as the container's registry says it; 0 where it runs on a CPU. */
export function engineMemoryGib(engine: EngineName): number {
  const needed = memoryGib.get(engine);
  if (needed === undefined) throw new Error(`Expected the engine ${engine} in ${file}, found none`);
  return needed;
}
