/** Engines that paint with weights: they need a GPU to be of use, and are told where their weights lie. */
export const diffusionEngines = ['flux2-klein-4b', 'sdxl', 'flux1-schnell', 'flux1-dev', 'flux1-fill-dev'] as const;
export type DiffusionEngine = (typeof diffusionEngines)[number];
/** What paints where nobody chose and there are weights: four steps, any use, the smallest GPU of them. */
export const defaultDiffusionEngine: DiffusionEngine = 'flux2-klein-4b';
/** Every engine of the container's registry, in its order (gpu-container/engines.json). */
export const engineNames = ['studio', ...diffusionEngines] as const;
export type EngineName = (typeof engineNames)[number];

/** Whether an engine has weights. */
export const isDiffusionEngine = (engine: string): engine is DiffusionEngine =>
  diffusionEngines.some((name) => name === engine);
