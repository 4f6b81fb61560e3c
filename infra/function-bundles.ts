import type { FunctionName } from '../shared/contracts/timing.ts';

/** A package with native code; esbuild leaves its import as it is and its files travel beside the bundle. */
export type NativePackage = 'sharp' | 'onnxruntime-node';

/** What a function's bundle may carry beside its code. */
export type FunctionBundle = {
  readonly nativePackages: readonly NativePackage[];
  /** Files placed beside index.mjs, as paths from the repository's root. */
  readonly files: readonly string[];
};

/** Fetched by fetch-model.ts, never part of the repository. */
export const modelFile = '.packshot/models/u2netp.onnx';

const codeOnly: FunctionBundle = { nativePackages: [], files: [] };

/** The bundle of each function. */
export const functionBundles = {
  'mask-photo': { nativePackages: ['sharp', 'onnxruntime-node'], files: [modelFile] },
  'plan-renders': { nativePackages: ['sharp'], files: [] },
  'render-plate': codeOnly,
  'finish-variants': { nativePackages: ['sharp'], files: [] },
  announce: codeOnly,
  sweep: codeOnly,
} as const satisfies Record<FunctionName, FunctionBundle>;

/** Says whether a text names a function. */
export const isFunctionName = (text: string): text is FunctionName => Object.hasOwn(functionBundles, text);
/** Every function, in data-path order. */
export const functionNames: readonly FunctionName[] = Object.keys(functionBundles).filter(isFunctionName);
