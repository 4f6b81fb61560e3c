/** What keeps a pivot from being 0 where unknowns depend on each other. */
const ridge = 1e-9;

/**
 * Solves a symmetric positive system by Gaussian elimination: `matrix` is `size` x `size`, row by row; `right` has
 * `columns` values a row. Returns the solution in the shape of `right`. Changes neither.
 */
export function solveLinear(matrix: Float64Array, right: Float64Array, size: number, columns: number): Float64Array {
  const a = matrix.slice();
  const x = right.slice();
  for (let i = 0; i < size; i++) a[i * size + i] = (a[i * size + i] ?? 0) + ridge;
  for (let pivot = 0; pivot < size; pivot++) {
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = (a[row * size + pivot] ?? 0) / (a[pivot * size + pivot] ?? 1);
      for (let k = pivot; k < size; k++)
        a[row * size + k] = (a[row * size + k] ?? 0) - factor * (a[pivot * size + k] ?? 0);
      for (let c = 0; c < columns; c++) {
        x[row * columns + c] = (x[row * columns + c] ?? 0) - factor * (x[pivot * columns + c] ?? 0);
      }
    }
  }
  for (let k = 0; k < x.length; k++) {
    const row = Math.floor(k / columns);
    x[k] = (x[k] ?? 0) / (a[row * size + row] ?? 1);
  }
  return x;
}
