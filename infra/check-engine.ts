import { type EngineName, isAgreementEngine, isDiffusionEngine } from '../shared/contracts/engines.ts';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { engineMemoryGib } from './engine-memory.ts';
import { familiesWith, gpuMemoryGibOf, usualInstanceType } from './instance-types.ts';

/** What a deployment says of its engine, as in settings.ts. */
export type EngineChoice = {
  readonly engine: EngineName | 'none';
  readonly engineWeights?: string | undefined;
  readonly fluxDevAgreement?: string | undefined;
  readonly instanceType?: string | undefined;
};

/** The instance type of the endpoint that paints: as it is set, or the smallest usual one for the engine. */
export function paintInstanceType({ engine, instanceType }: EngineChoice): string {
  return instanceType ?? usualInstanceType(engine === 'none' ? 0 : engineMemoryGib(engine));
}

/**
 * Passes an engine that can start with these settings: the container would refuse the others only on AWS, half an hour
 * into the deployment.
 * @throws SETTINGS_INVALID where weights or agreement are missing, weights are one too many, or no GPU is large enough.
 */
export function checkEngine(choice: EngineChoice): void {
  const { engine, engineWeights, fluxDevAgreement } = choice;
  if (!isDiffusionEngine(engine)) {
    if (engineWeights === undefined) return;
    refuse(`Expected no engineWeights for engine ${engine}, which has none, got ${engineWeights}: leave it out.`);
  }
  if (engineWeights === undefined) {
    const sentence = `Expected engineWeights for engine ${engine}, the 64 hex digits that python -m tools.list_weights prints`;
    refuse(`${sentence}, got none: gpu-container/README.md, "Deploy an engine", says how to come by them.`);
  }
  if (isAgreementEngine(engine) && fluxDevAgreement === undefined) {
    const sentence = `Expected fluxDevAgreement for engine ${engine}, the id of your agreement with Black Forest Labs`;
    refuse(`${sentence}, got none: its weights may not be used commercially without one (docs/engines.md).`);
  }
  checkInstanceType(engine, paintInstanceType(choice));
}

function checkInstanceType(engine: EngineName, instanceType: string): void {
  const neededGib = engineMemoryGib(engine);
  const memoryGib = gpuMemoryGibOf(instanceType);
  if (memoryGib !== undefined && memoryGib >= neededGib) return;
  const got = memoryGib === undefined ? 'without a GPU that the image runs on' : `with ${memoryGib} GiB`;
  const remedy = `leave it out for ${usualInstanceType(neededGib)}, or take one of ${familiesWith(neededGib).join(', ')}`;
  refuse(
    `Expected an instanceType with ${neededGib} GiB of GPU memory for engine ${engine}, got ${instanceType}, ${got}: ${remedy}.`,
  );
}

function refuse(sentence: string): never {
  throw new PipelineError('SETTINGS_INVALID', sentence);
}
