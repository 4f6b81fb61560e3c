/** CPU instances are enough for the engine without weights. */
const usualCpuType = 'ml.c6i.xlarge';
/**
 * Memory of one GPU in GiB, by family: what an engine has for itself, because a job runs on one GPU. Only families whose
 * hosts are x86 and whose GPUs CUDA 13 still knows (Turing and newer). Sources: the guide of AWS Batch ("Run GPU jobs") and
 * the EC2 pages of each family, November 2026.
 */
const gpuMemoryGibByFamily: ReadonlyMap<string, number> = new Map([
  ['g4dn', 16],
  ['g5', 24],
  ['g6', 24],
  ['g6e', 48],
  ['p4d', 40],
  ['p4de', 80],
  ['p5', 80],
  ['p5e', 141],
  ['p5en', 141],
]);
/** The smallest with one GPU, smallest GPU first. Their hosts' memory suffices: loading maps weights from their files. */
const usualGpuTypes = ['ml.g6.xlarge', 'ml.g6e.xlarge', 'ml.p5.4xlarge'] as const;
/** The oldest driver (580) that the image's CUDA 13 runs on; what g4dn and g5 get unasked is older (driver 470). */
const gpuHost = 'al2023-ami-sagemaker-inference-gpu-4-1';

/** Whether an instance type has a GPU, by its family's name: `ml.g…` and `ml.p…`. */
export const hasGpu = (instanceType: string): boolean => /^ml\.[gp]\d/.test(instanceType);

/** Memory of one of its GPUs in GiB; undefined where it has none or its family is not known to run the image. */
export const gpuMemoryGibOf = (instanceType: string): number | undefined =>
  gpuMemoryGibByFamily.get(instanceType.split('.')[1] ?? '');

/** Families with so much memory a GPU. */
export const familiesWith = (gpuMemoryGib: number): string[] =>
  [...gpuMemoryGibByFamily].filter(([, memoryGib]) => memoryGib >= gpuMemoryGib).map(([family]) => family);

/**
 * The smallest usual instance type for an engine that needs so much GPU memory in GiB; 0 needs no GPU.
 * @throws RangeError where no usual type has so much.
 */
export function usualInstanceType(gpuMemoryGib: number): string {
  if (gpuMemoryGib === 0) return usualCpuType;
  const type = usualGpuTypes.find((usual) => (gpuMemoryGibOf(usual) ?? 0) >= gpuMemoryGib);
  if (type === undefined) throw new RangeError(`Expected at most 80 GiB of GPU memory, got ${gpuMemoryGib}`);
  return type;
}

/** What a variant of an endpoint says of its host: a driver that knows the image's CUDA where there is a GPU. */
export const hostOf = (instanceType: string): { readonly inferenceAmiVersion?: string } =>
  hasGpu(instanceType) ? { inferenceAmiVersion: gpuHost } : {};
