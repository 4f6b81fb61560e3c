import { type SegmenterName, segmenters } from '../shared/contracts/segmenters.ts';
import type { FunctionName } from '../shared/contracts/timing.ts';

/** A package with native code; esbuild leaves its import as it is and its files travel beside the bundle. */
export type NativePackage = 'sharp' | 'onnxruntime-node';

/** What a function's bundle may carry beside its code. */
export type FunctionBundle = {
  readonly nativePackages: readonly NativePackage[];
  /**
   * Which segmenter's weights lie beside index.mjs: those of the deployment's, unless it runs in the container; or of the
   * one that looks for products in plates.
   */
  readonly weights: 'none' | 'deployment' | 'gates';
  /** The pictures of the studio sets lie in `sets/<set>/` beside index.mjs. */
  readonly hasSets: boolean;
};

/** Where the weights of a segmenter lie, from the repository's root: fetched by fetch-weights.ts, never part of it. */
export const weightsFile = (segmenter: SegmenterName): string => `.packshot/models/${segmenters[segmenter].file}`;

const codeOnly: FunctionBundle = { nativePackages: [], weights: 'none', hasSets: false };

/** The bundle of each function. */
export const functionBundles = {
  'mask-photo': { nativePackages: ['sharp', 'onnxruntime-node'], weights: 'deployment', hasSets: false },
  'plan-renders': { nativePackages: ['sharp'], weights: 'none', hasSets: true },
  'render-plate': codeOnly,
  'finish-variants': { nativePackages: ['sharp', 'onnxruntime-node'], weights: 'gates', hasSets: true },
  announce: codeOnly,
  sweep: codeOnly,
} as const satisfies Record<FunctionName, FunctionBundle>;

/** Says whether a text names a function. */
export const isFunctionName = (text: string): text is FunctionName => Object.hasOwn(functionBundles, text);
/** Every function, in data-path order. */
export const functionNames: readonly FunctionName[] = Object.keys(functionBundles).filter(isFunctionName);
