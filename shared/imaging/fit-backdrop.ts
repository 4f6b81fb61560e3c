import type { SizePx } from '../contracts/geometry.ts';
import { softBlur } from './soft-blur.ts';
import { solveLinear } from './solve-linear.ts';
import type { Survey } from './survey.ts';

/** Side of a cell of the fit in pixels of the survey: a backdrop is smooth, noise is not to be followed. */
export const cellPx = 8;
/** A cell is sure where no look sees product in it, nor anything likely within a fiftieth of the photo. */
const sureProbability = 0.08;
const nearProbability = 0.3;
const guardShare = 0.02;
/** With less of the photo than this sure, nothing can be said of the rest. */
const minSureShare = 0.04;
/** A curved surface, then what it leaves over at ever finer sizes (shares of the longer side). */
const basisTerms = 6;
const residualSigmas = [0.16, 0.08, 0.04, 0.02] as const;
const fitRounds = 6;
/** Residuals count fully up to so many deviations, and a deviation is never below the noise of an 8-bit JPEG. */
const robustDeviations = 2;
const minDeviation = 0.7;
const medianToDeviation = 1.5;
/** Blurred weight at which a local residual counts by half. */
const halfWeight = 0.05;

/** A backdrop's colour, L*a*b* interleaved, for every cell of the survey, and which cells were sure. */
export type BackdropFit = {
  readonly cellsAcross: number;
  readonly cellsDown: number;
  readonly lab: Float32Array;
  readonly isSure: Uint8Array;
};

/**
 * Fits a smooth coloured surface with soft light and shadow on it to all that is surely backdrop, and continues it under
 * the product. `probability` 0..1 a pixel of the survey: how likely any look of the network sees product there.
 * Null where too little of the photo is surely backdrop.
 */
export function fitBackdrop(survey: Survey, probability: Float32Array): BackdropFit | null {
  const cells = measureCells(survey, probability);
  const sure = cells.isSure.reduce((sum, value) => sum + value, 0);
  if (sure < minSureShare * cells.isSure.length) return null;
  const lab = fitSurface(cells);
  addResiduals(cells, lab);
  return { cellsAcross: cells.cellsAcross, cellsDown: cells.cellsDown, lab, isSure: cells.isSure };
}

type Cells = BackdropFit;

/** Mean colour of each cell, and whether it is sure. */
function measureCells(survey: Survey, probability: Float32Array): Cells {
  const { widthPx, heightPx } = survey;
  const cellsAcross = Math.ceil(widthPx / cellPx);
  const cellsDown = Math.ceil(heightPx / cellPx);
  const lab = new Float32Array(3 * cellsAcross * cellsDown);
  const highest = new Float32Array(cellsAcross * cellsDown);
  const counts = new Uint16Array(cellsAcross * cellsDown);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const i = y * widthPx + x;
      const cell = Math.floor(y / cellPx) * cellsAcross + Math.floor(x / cellPx);
      lab[3 * cell] = (lab[3 * cell] ?? 0) + (survey.lightness[i] ?? 0);
      lab[3 * cell + 1] = (lab[3 * cell + 1] ?? 0) + (survey.redGreen[i] ?? 0);
      lab[3 * cell + 2] = (lab[3 * cell + 2] ?? 0) + (survey.blueYellow[i] ?? 0);
      highest[cell] = Math.max(highest[cell] ?? 0, probability[i] ?? 0);
      counts[cell] = (counts[cell] ?? 0) + 1;
    }
  }
  for (let k = 0; k < lab.length; k++) lab[k] = (lab[k] ?? 0) / (counts[Math.floor(k / 3)] ?? 1);
  return { cellsAcross, cellsDown, lab, isSure: findSure(highest, cellsAcross, survey) };
}

function findSure(highest: Float32Array, cellsAcross: number, { widthPx, heightPx }: SizePx): Uint8Array {
  const guard = Math.max(1, Math.round((guardShare * Math.max(widthPx, heightPx)) / cellPx));
  const cellsDown = highest.length / cellsAcross;
  const isSure = new Uint8Array(highest.length);
  for (let cell = 0; cell < highest.length; cell++) {
    if ((highest[cell] ?? 0) > sureProbability) continue;
    const x = cell % cellsAcross;
    const y = (cell - x) / cellsAcross;
    let nearest = 0;
    for (let ny = Math.max(0, y - guard); ny <= Math.min(cellsDown - 1, y + guard); ny++) {
      for (let nx = Math.max(0, x - guard); nx <= Math.min(cellsAcross - 1, x + guard); nx++) {
        nearest = Math.max(nearest, highest[ny * cellsAcross + nx] ?? 0);
      }
    }
    isSure[cell] = nearest <= nearProbability ? 1 : 0;
  }
  return isSure;
}

/** The quadratic surface through the sure cells, by least squares in which outliers lose their weight. */
function fitSurface({ cellsAcross, cellsDown, lab, isSure }: Cells): Float32Array {
  const surface = new Float32Array(lab.length);
  const basis = new Float64Array(basisTerms);
  const weights = Float32Array.from(isSure);
  for (let round = 0; round < fitRounds; round++) {
    const normal = new Float64Array(basisTerms * basisTerms);
    const right = new Float64Array(basisTerms * 3);
    for (let cell = 0; cell < isSure.length; cell++) {
      const weight = weights[cell] ?? 0;
      if (weight === 0) continue;
      fillBasis(basis, cell, cellsAcross, cellsDown);
      for (let i = 0; i < basisTerms; i++) {
        const scaled = weight * (basis[i] ?? 0);
        for (let j = 0; j < basisTerms; j++) {
          normal[i * basisTerms + j] = (normal[i * basisTerms + j] ?? 0) + scaled * (basis[j] ?? 0);
        }
        for (let c = 0; c < 3; c++) right[3 * i + c] = (right[3 * i + c] ?? 0) + scaled * (lab[3 * cell + c] ?? 0);
      }
    }
    const factors = solveLinear(normal, right, basisTerms, 3);
    for (let cell = 0; cell < isSure.length; cell++) {
      fillBasis(basis, cell, cellsAcross, cellsDown);
      for (let c = 0; c < 3; c++) {
        let value = 0;
        for (let i = 0; i < basisTerms; i++) value += (basis[i] ?? 0) * (factors[3 * i + c] ?? 0);
        surface[3 * cell + c] = value;
      }
    }
    reweigh(lab, surface, isSure, weights);
  }
  return surface;
}

/** 1, x, y, x², xy, y² with x and y from -1 to 1. */
function fillBasis(basis: Float64Array, cell: number, cellsAcross: number, cellsDown: number): void {
  const x = (2 * (cell % cellsAcross)) / cellsAcross - 1;
  const y = (2 * Math.floor(cell / cellsAcross)) / cellsDown - 1;
  basis.set([1, x, y, x * x, x * y, y * y]);
}

/** Sets each sure cell's weight by how far it lies from the surface (Huber, with squared fall beyond). */
function reweigh(lab: Float32Array, surface: Float32Array, isSure: Uint8Array, weights: Float32Array): void {
  const distances = new Float32Array(isSure.length);
  const sure: number[] = [];
  for (let cell = 0; cell < isSure.length; cell++) {
    const at = 3 * cell;
    const [l, a, b] = [0, 1, 2].map((c) => (lab[at + c] ?? 0) - (surface[at + c] ?? 0));
    distances[cell] = Math.hypot(l ?? 0, a ?? 0, b ?? 0);
    if (isSure[cell] === 1) sure.push(distances[cell] ?? 0);
  }
  sure.sort((one, other) => one - other);
  const deviation = Math.max(minDeviation, medianToDeviation * (sure[Math.floor(sure.length / 2)] ?? 0));
  for (let cell = 0; cell < isSure.length; cell++) {
    const ratio = (robustDeviations * deviation) / Math.max(distances[cell] ?? 0, minDeviation / 2);
    weights[cell] = isSure[cell] === 1 ? Math.min(1, ratio * ratio) : 0;
  }
}

/** Adds to the surface what the sure cells show beyond it, from broad to fine, fading where none is near. */
function addResiduals({ cellsAcross: width, cellsDown: height, lab, isSure }: Cells, surface: Float32Array): void {
  const weights = new Float32Array(isSure.length);
  reweigh(lab, surface, isSure, weights);
  for (const share of residualSigmas) {
    const sigma = share * Math.max(width, height);
    const weightSum = softBlur({ data: weights, width, height }, sigma, sigma).data;
    for (let c = 0; c < 3; c++) {
      const weighted = new Float32Array(isSure.length);
      for (let cell = 0; cell < isSure.length; cell++) {
        weighted[cell] = (weights[cell] ?? 0) * ((lab[3 * cell + c] ?? 0) - (surface[3 * cell + c] ?? 0));
      }
      const sum = softBlur({ data: weighted, width, height }, sigma, sigma).data;
      for (let cell = 0; cell < isSure.length; cell++) {
        surface[3 * cell + c] = (surface[3 * cell + c] ?? 0) + (sum[cell] ?? 0) / ((weightSum[cell] ?? 0) + halfWeight);
      }
    }
  }
}
