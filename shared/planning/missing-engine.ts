import type { Look } from '../contracts/brief.ts';
import { isDiffusionEngine } from '../contracts/engines.ts';
import { isInContext } from './stage-rules.ts';

/** What a scene look lacks of the deployment's engine, as a sentence for people; undefined where it lacks nothing. */
export function missingEngine(look: Look, engine: string | null): string | undefined {
  if (look.kind !== 'scene') return undefined;
  if (engine === null) {
    return `Expected an engine for the scene look ${look.name}, got a deployment without one; deploy with one.`;
  }
  if (!isInContext(look) || isDiffusionEngine(engine)) return undefined;
  return (
    `Expected an engine that paints around a product for the in-context scene look ${look.name}, got ${engine}; ` +
    'deploy with one that has weights, or leave the mode out.'
  );
}
