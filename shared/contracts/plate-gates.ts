import type { PlateMeasures } from './plate-measures.ts';

/**
 * The limits of the gates, with what 99 of 100 known-good plates stay below (`npm run bench -- gates`, 25 November 2026, 200);
 * definitions and what each gate catches are in docs/imaging.md, Plates.
 */
export const plateLimits = {
  /** Below this correlation a plate no longer shows the set it was started from. */
  leastLayoutAgreement: 0.8,
  /** Measured: 0.008. A line that has moved further is another set. */
  mostSurfaceLine: 0.03,
  /** 98.5 of 100 stay below; three on a coarse oak top reach 1.33 to 1.85. 65 of 67 spoilt borders are above. */
  mostSeam: 1.3,
  /** Measured: 0.023. 66 of 67 grown products are above. */
  mostGrowth: 0.03,
  /** Measured: 0.064. 60 of 61 second products are above. */
  mostSecondProduct: 0.1,
} as const;

/** What a difference in a measure must be before a plate is the better one for it: less is not seen. */
const steps = { layoutAgreement: 0.05, seam: 0.1, growth: 0.01, secondProduct: 0.02 } as const;

type Measured = number | 'notApplicable';

/** Whether a plate of these measures is used. What does not exist for it is no fault. */
export function passesGates(measures: PlateMeasures): boolean {
  const { layoutAgreement, surfaceLine, seam, growth, secondProduct } = measures;
  return (
    or(layoutAgreement, 1) >= plateLimits.leastLayoutAgreement &&
    or(surfaceLine, 0) <= plateLimits.mostSurfaceLine &&
    or(seam, 1) <= plateLimits.mostSeam &&
    or(growth, 0) <= plateLimits.mostGrowth &&
    or(secondProduct, 0) <= plateLimits.mostSecondProduct
  );
}

/**
 * Orders plates, the better one first (below 0 where `a` is): by layout agreement, seam, growth and second product, each
 * in steps that can be seen, then by sharpness. 0 where nothing tells them apart.
 */
export function comparePlates(a: PlateMeasures, b: PlateMeasures): number {
  return (
    inSteps(or(b.layoutAgreement, 1), steps.layoutAgreement) -
      inSteps(or(a.layoutAgreement, 1), steps.layoutAgreement) ||
    inSteps(or(a.seam, 1), steps.seam) - inSteps(or(b.seam, 1), steps.seam) ||
    inSteps(or(a.growth, 0), steps.growth) - inSteps(or(b.growth, 0), steps.growth) ||
    inSteps(or(a.secondProduct, 0), steps.secondProduct) - inSteps(or(b.secondProduct, 0), steps.secondProduct) ||
    b.sharpness - a.sharpness
  );
}

const or = (measured: Measured, without: number): number => (measured === 'notApplicable' ? without : measured);
const inSteps = (value: number, step: number): number => Math.round(value / step);
