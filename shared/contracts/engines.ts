/** Engines that paint with weights: they need a GPU to be of use, and are told where their weights lie. */
export const diffusionEngines = ['flux2-klein-4b', 'sdxl', 'flux1-schnell', 'flux1-dev', 'flux1-fill-dev'] as const;
export type DiffusionEngine = (typeof diffusionEngines)[number];
/** What paints where nobody chose and there are weights: four steps, any use, the smallest GPU of them. */
export const defaultDiffusionEngine: DiffusionEngine = 'flux2-klein-4b';
/** Every engine of the container's registry, in its order (gpu-container/engines.json). */
export const engineNames = ['studio', ...diffusionEngines] as const;
export type EngineName = (typeof engineNames)[number];

/** Engines whose weights may be used commercially under an agreement with Black Forest Labs alone. */
const agreementEngines = ['flux1-dev', 'flux1-fill-dev'] as const satisfies readonly DiffusionEngine[];

/** Whether an engine has weights; no engine (null) has none. */
export const isDiffusionEngine = (engine: string | null): engine is DiffusionEngine =>
  diffusionEngines.some((name) => name === engine);

/** Whether a deployment must name the agreement under which it runs an engine's weights. */
export const isAgreementEngine = (engine: string): boolean => agreementEngines.some((name) => name === engine);
